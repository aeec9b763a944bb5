package dev.skipstream.camera.report;

import dev.skipstream.camera.CameraStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of each camera. The label {@code source} is its name.
 *
 * <p>Threading: one thread calls {@link #refresh}. A scrape reads the board and blocks on nothing.
 */
public final class CameraMetrics {
  private static final double NANOS = 1e9;

  private final MeterRegistry registry;
  private final CameraBoard board;
  private final Clock clock;
  private final Map<String, List<Meter>> meters = new HashMap<>();

  /**
   * Starts without a camera.
   *
   * @param board the status of the cameras, which each scrape reads
   */
  public CameraMetrics(MeterRegistry registry, CameraBoard board, Clock clock) {
    this.registry = registry;
    this.board = board;
    this.clock = clock;
  }

  /** Adds the metrics of new cameras on the board, and removes those of removed cameras. */
  public void refresh() {
    Set<String> gone = new HashSet<>(meters.keySet());
    for (CameraStatus camera : board.cameras()) {
      gone.remove(camera.name());
      meters.computeIfAbsent(camera.name(), this::register);
    }
    gone.forEach(name -> meters.remove(name).forEach(registry::remove));
  }

  private List<Meter> register(String camera) {
    List<Meter> added = new ArrayList<>();
    added.add(
        gauge(
            camera,
            "skipstream.source.up",
            "1 while the camera's frames come, else 0",
            status -> status.up() ? 1 : 0));
    added.add(
        Gauge.builder("skipstream.source.last.frame.age", board, all -> age(all, camera))
            .baseUnit("seconds")
            .tag("source", camera)
            .description("time since the camera's last frame arrived; NaN before the first")
            .register(registry));
    added.add(
        counter(
            camera,
            "skipstream.source.reconnects",
            "connections with a frame after the first one",
            CameraStatus::reconnects));
    added.add(
        counter(
            camera,
            "skipstream.source.clock.wrong.frames",
            "frames whose camera's clock differs by more than the limit",
            CameraStatus::wrongClock));
    added.add(frames(camera, "published", CameraStatus::published));
    added.add(frames(camera, "dropped", CameraStatus::dropped));
    added.add(frames(camera, "skipped", CameraStatus::skipped));
    added.add(frames(camera, "undecodable", CameraStatus::undecodable));
    added.add(frames(camera, "failed", CameraStatus::failed));
    return added;
  }

  private Meter frames(String camera, String outcome, ToDoubleFunction<CameraStatus> value) {
    return FunctionCounter.builder(
            "skipstream.source.frames", board, all -> valueOf(all, camera, value))
        .tag("source", camera)
        .tag("outcome", outcome)
        .description("frames of the camera by outcome")
        .register(registry);
  }

  private Meter counter(
      String camera, String name, String description, ToDoubleFunction<CameraStatus> value) {
    return FunctionCounter.builder(name, board, all -> valueOf(all, camera, value))
        .tag("source", camera)
        .description(description)
        .register(registry);
  }

  private Meter gauge(
      String camera, String name, String description, ToDoubleFunction<CameraStatus> value) {
    return Gauge.builder(name, board, all -> valueOf(all, camera, value))
        .tag("source", camera)
        .description(description)
        .register(registry);
  }

  private static double valueOf(
      CameraBoard board, String camera, ToDoubleFunction<CameraStatus> value) {
    return board.camera(camera).map(value::applyAsDouble).orElse(Double.NaN);
  }

  private double age(CameraBoard all, String camera) {
    return all.camera(camera)
        .flatMap(CameraStatus::lastFrame)
        .map(last -> Duration.between(last, clock.instant()).toNanos() / NANOS)
        .orElse(Double.NaN);
  }
}
