package dev.skipstream.async;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures the cost of batching: a full batch announced, offered and taken, for each of its items.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MicroBatcherBenchmark {
  private static final int SIZE = 8;

  private final MicroBatcher<String, Integer, Integer> batcher =
      new MicroBatcher<>(SIZE, Duration.ofMillis(10));
  private final WorkOwner owner = new WorkOwner();

  /** One item of a batch. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public void item(Blackhole hole) {
    for (int i = 0; i < SIZE; i++) {
      hole.consume(batcher.announce(owner).offer("bucket", i));
    }
    hole.consume(batcher.poll().orElseThrow());
  }
}
