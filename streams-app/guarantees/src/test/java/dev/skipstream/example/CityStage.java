package dev.skipstream.example;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.BatchFunction;
import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.Credits;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.async.guarantee.StageUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A stage of a project without images: it looks up the names of cities at a service that takes 5 to
 * 40 ms, over two connections that overtake each other.
 */
public final class CityStage implements StageUnderTest {
  private final Credits credits = new Credits(32, 1 << 20);

  @Override
  public AsyncStage<String, String, String> stage() {
    MicroBatcher<String, String, String> batcher = new MicroBatcher<>(4, Duration.ofMillis(5));
    BatchWorker.start("connection-1", batcher, new Service());
    BatchWorker.start("connection-2", batcher, new Service());
    return new AsyncStage<>(
        "lookup",
        new Lookup(batcher),
        credits,
        new AsyncStage.Limits(Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(5)));
  }

  @Override
  public Credits credits() {
    return credits;
  }

  @Override
  public String input(int partition, long offset) {
    return "city " + partition + "-" + offset;
  }

  @Override
  public String result(String input) {
    return input.toUpperCase(Locale.ROOT);
  }

  private record Lookup(MicroBatcher<String, String, String> batcher)
      implements AsyncFunction<String, String, String> {
    @Override
    public CompletableFuture<String> apply(
        Record<String, String> record, RecordMetadata at, WorkOwner owner) {
      return batcher.announce(owner).offer("cities", record.value());
    }

    @Override
    public long weight(Record<String, String> record) {
      return record.value().length();
    }

    @Override
    public void ownersChanged() {
      batcher.ownersChanged();
    }
  }

  private static final class Service implements BatchFunction<String, String, String> {
    @Override
    public List<String> run(String bucket, List<String> cities) {
      long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(5_000_000, 40_000_000);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      return cities.stream().map(city -> city.toUpperCase(Locale.ROOT)).toList();
    }

    @Override
    public Fault classify(Throwable failure) {
      return Fault.DEVICE;
    }
  }
}
