package dev.skipstream.bench;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records the instance that answers each partition: instances name themselves as the model.
 *
 * <p>Threading: told by the meter's thread, asked by any.
 */
final class Owners implements OutcomeMeter.Listener {
  private final Map<Integer, String> lastByPartition = new HashMap<>();
  private final Map<Integer, Long> heirNanos = new HashMap<>();
  private Set<Integer> orphaned = Set.of();
  private String heir = "";

  @Override
  public synchronized void came(ConsumerRecord<byte[], byte[]> outcome) {
    String owner = ownerOf(outcome);
    lastByPartition.put(outcome.partition(), owner);
    if (owner.equals(heir) && orphaned.contains(outcome.partition())) {
      heirNanos.putIfAbsent(outcome.partition(), System.nanoTime());
    }
  }

  private static String ownerOf(ConsumerRecord<byte[], byte[]> outcome) {
    try {
      DetectionEvent event = EventSerdes.readDetection(outcome.value());
      return event.model().name();
    } catch (InvalidEventException e) {
      throw new IllegalStateException("the stream wrote an outcome that cannot be read", e);
    }
  }

  /** All instances whose outcomes were the last of some partition. */
  synchronized Set<String> all() {
    return Set.copyOf(lastByPartition.values());
  }

  /** The partitions that an instance answered last. */
  synchronized Set<Integer> partitionsOf(String owner) {
    Set<Integer> partitions = new HashSet<>();
    lastByPartition.forEach(
        (partition, last) -> {
          if (last.equals(owner)) {
            partitions.add(partition);
          }
        });
    return partitions;
  }

  /** Records from now on when an heir answers partitions whose owner is gone. */
  synchronized void expect(String heir, Set<Integer> orphaned) {
    this.heir = heir;
    this.orphaned = Set.copyOf(orphaned);
  }

  /** Returns the time of the heir's first answer, by partition, on {@link System#nanoTime()}. */
  synchronized Map<Integer, Long> heirNanos() {
    return Map.copyOf(heirNanos);
  }
}
