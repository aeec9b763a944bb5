package dev.skipstream.async;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Upper-cases values when the test says so. */
final class ScriptedWork implements AsyncFunction<String, String, String> {
  private final Map<String, CompletableFuture<String>> results = new LinkedHashMap<>();
  private final Map<String, WorkOwner> owners = new LinkedHashMap<>();
  private boolean finishSoon;
  private boolean finishAtOnce;
  private int starts;
  private Runnable onOwnersChanged = () -> {};

  @Override
  public synchronized CompletableFuture<String> apply(
      Record<String, String> record, RecordMetadata at, WorkOwner owner) {
    if (record.value().startsWith("bad")) {
      throw new UnsupportedOperationException(record.value());
    }
    CompletableFuture<String> result = new CompletableFuture<>();
    starts++;
    results.put(record.value(), result);
    owners.put(record.value(), owner);
    if (finishAtOnce) {
      finish(record.value());
    }
    if (finishSoon) {
      CompletableFuture.delayedExecutor(20, java.util.concurrent.TimeUnit.MILLISECONDS)
          .execute(() -> finish(record.value()));
    }
    return result;
  }

  @Override
  public long weight(Record<String, String> record) {
    if (record.value().startsWith("weightless")) {
      throw new UnsupportedOperationException(record.value());
    }
    return 1;
  }

  /** An unsupported operation is the record's fault; everything else ends the stage. */
  @Override
  public Optional<String> resultOfFailure(Record<String, String> record, Throwable failure) {
    return failure instanceof UnsupportedOperationException
        ? Optional.of("failed " + record.value())
        : Optional.empty();
  }

  @Override
  public void ownersChanged() {
    onOwnersChanged.run();
  }

  /** Lets later work finish by itself, after its record was processed. */
  synchronized void finishSoon() {
    finishSoon = true;
  }

  /** Lets later work finish when it begins. */
  synchronized void finishAtOnce() {
    finishAtOnce = true;
  }

  synchronized void whenOwnersChange(Runnable action) {
    onOwnersChanged = action;
  }

  synchronized void finish(String value) {
    results.get(value).complete(value.toUpperCase(Locale.ROOT));
  }

  synchronized void fail(String value, RuntimeException failure) {
    results.get(value).completeExceptionally(failure);
  }

  synchronized void finishAll() {
    List.copyOf(results.keySet()).forEach(this::finish);
  }

  /** Returns the number of times that work began, for any record. */
  synchronized int starts() {
    return starts;
  }

  synchronized List<String> started() {
    return List.copyOf(results.keySet());
  }

  synchronized WorkOwner ownerOf(String value) {
    return owners.get(value);
  }
}
