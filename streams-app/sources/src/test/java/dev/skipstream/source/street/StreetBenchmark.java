package dev.skipstream.source.street;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the frames of 640 x 384 that one thread draws per second, including their ground truth.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StreetBenchmark {
  @Param({"DAY", "NIGHT"})
  StreetConditions.Daytime daytime;

  @Param({"CLEAR", "RAIN"})
  StreetConditions.Weather weather;

  private StreetCamera camera;

  @Setup
  public void setUp() {
    StreetView view =
        new StreetView(640, 384, Duration.ofMillis(40), Optional.of(daytime), Optional.of(weather));
    camera = new StreetCamera(500, view);
  }

  @Benchmark
  public StreetFrame frame() {
    return camera.next();
  }
}
