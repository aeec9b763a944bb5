package dev.skipstream.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The frames that wait for company, by bucket, and the rules of which batch is due. Empty buckets
 * are forgotten, so there are never more of them than items.
 *
 * <p>Threading: none of its own; {@link MicroBatcher} calls it under its lock.
 */
final class Buckets<B, T, R> {
  private final long lingerNanos;
  private final Map<B, Deque<BatchItem<T, R>>> buckets = new LinkedHashMap<>();

  Buckets(long lingerNanos) {
    this.lingerNanos = lingerNanos;
  }

  void add(B bucket, BatchItem<T, R> item) {
    buckets.computeIfAbsent(bucket, b -> new ArrayDeque<>()).add(item);
  }

  /**
   * Removes and returns a due batch: batches of a drain first, then the one whose oldest item has
   * waited longest.
   *
   * @param maxSize the maximum number of items in the batch
   * @param companyExpected true if an announced item may still join the batch
   */
  Optional<Batch<B, T, R>> takeDue(long now, int maxSize, boolean companyExpected) {
    return buckets.entrySet().stream()
        .filter(e -> isDue(e.getValue(), now, maxSize, companyExpected))
        .min(
            Comparator.comparing(
                    (Map.Entry<B, Deque<BatchItem<T, R>>> e) -> !isDraining(e.getValue()))
                .thenComparingLong(e -> e.getValue().element().offeredNanos() - now))
        .map(e -> take(e.getKey(), maxSize));
  }

  /** Returns the time until the next batch becomes due if nothing else happens. */
  OptionalLong nanosUntilNextDeadline(long now) {
    return buckets.values().stream()
        .mapToLong(items -> items.element().offeredNanos() + lingerNanos - now)
        .min();
  }

  /**
   * Removes items whose results have no reader any more; the caller completes it, outside its lock.
   */
  List<BatchItem<T, R>> removeUnwanted() {
    List<BatchItem<T, R>> unwanted = new ArrayList<>();
    buckets
        .values()
        .forEach(items -> items.removeIf(item -> item.owner().gone() && unwanted.add(item)));
    buckets.values().removeIf(Deque::isEmpty);
    return unwanted;
  }

  List<BatchItem<T, R>> removeAll() {
    List<BatchItem<T, R>> all = new ArrayList<>();
    buckets.values().forEach(all::addAll);
    buckets.clear();
    return all;
  }

  private boolean isDue(
      Deque<BatchItem<T, R>> items, long now, int maxSize, boolean companyExpected) {
    return !companyExpected
        || items.size() >= maxSize
        || now - items.element().offeredNanos() >= lingerNanos
        || isDraining(items);
  }

  private boolean isDraining(Deque<BatchItem<T, R>> items) {
    return items.stream().anyMatch(item -> item.owner().draining());
  }

  private Batch<B, T, R> take(B bucket, int maxSize) {
    Deque<BatchItem<T, R>> items = buckets.get(bucket);
    List<BatchItem<T, R>> taken = new ArrayList<>();
    while (taken.size() < maxSize && !items.isEmpty()) {
      taken.add(items.remove());
    }
    if (items.isEmpty()) {
      buckets.remove(bucket);
    }
    return new Batch<>(bucket, taken);
  }
}
