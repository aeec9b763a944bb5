package dev.skipstream.camera.report;

import dev.skipstream.camera.CameraClock;
import dev.skipstream.camera.CameraEvent;
import dev.skipstream.camera.CameraFrame;
import dev.skipstream.camera.CameraListener;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.Cameras;
import dev.skipstream.camera.FrameSink;
import dev.skipstream.camera.StreamInfo;
import dev.skipstream.image.header.ImageHeader;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.source.Picture;
import dev.skipstream.source.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a camera for some seconds and measures its stream.
 *
 * <p>Threading: for one thread. {@link #run} blocks until the time is over, or the camera failed.
 */
public final class CameraProbe {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;

  private final CameraSettings camera;
  private final Duration time;

  /**
   * Connects to nothing yet.
   *
   * @param time the stream is read for this time after its first frame
   */
  public CameraProbe(CameraSettings camera, Duration time) {
    this.camera = camera;
    this.time = time;
  }

  /**
   * The result of a probe.
   *
   * @param jpeg the last picture, encoded
   */
  public record Result(ProbeReport report, byte[] jpeg) {}

  /**
   * Reads the camera. The first failure ends the probe.
   *
   * @throws SourceException when there is no stream: one line with the address, the expected value
   *     and the action to take
   */
  public Result run() throws InterruptedException {
    Seen seen = new Seen();
    try (Cameras cameras = new Cameras(seen, seen)) {
      cameras.start(camera);
      seen.awaitEnd(time);
    }
    return seen.result(camera);
  }

  private record Arrival(Instant at, CameraFrame frame) {}

  /** The frames and events of the camera. Each of its methods is called by the camera's thread. */
  private static final class Seen implements FrameSink, CameraListener {
    private final CompletableFuture<StreamInfo> up = new CompletableFuture<>();
    private final CompletableFuture<CameraEvent.Down> down = new CompletableFuture<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private Optional<Duration> ahead = Optional.empty();

    @Override
    public synchronized void accept(CameraFrame frame, Done done) {
      arrivals.add(new Arrival(Instant.now(), frame));
      // The pictures before the last are not needed, and may be large.
      if (arrivals.size() > 1) {
        Arrival previous = arrivals.get(arrivals.size() - 2);
        arrivals.set(arrivals.size() - 2, withoutImage(previous));
      }
      done.done(true);
    }

    private static Arrival withoutImage(Arrival one) {
      CameraFrame frame = one.frame();
      return new Arrival(
          one.at(),
          new CameraFrame(
              frame.id(),
              frame.camera(),
              frame.sequence(),
              frame.capturedAt(),
              frame.clock(),
              new Picture(frame.picture().contentType(), new byte[0])));
    }

    @Override
    public void changed(CameraEvent event) {
      if (event instanceof CameraEvent.Up first) {
        up.complete(first.stream());
      } else if (event instanceof CameraEvent.Down last) {
        down.complete(last);
      } else if (event instanceof CameraEvent.ClockWrong wrong) {
        synchronized (this) {
          ahead = Optional.of(wrong.ahead());
        }
      }
    }

    /** Blocks until the stream was read for the time, or the camera is down. */
    void awaitEnd(Duration time) throws InterruptedException {
      try {
        CompletableFuture.anyOf(up, down).get();
        if (up.isDone()) {
          down.get(time.toNanos(), TimeUnit.NANOSECONDS);
        }
      } catch (TimeoutException e) {
        // The camera works.
      } catch (ExecutionException e) {
        throw new IllegalStateException("no event of a camera fails", e);
      }
    }

    synchronized Result result(CameraSettings camera) {
      // A stream that ended by itself, such as a file behind HTTP, was read all the same.
      if (arrivals.isEmpty()) {
        throw new SourceException(down.join().detail());
      }
      CameraFrame last = arrivals.get(arrivals.size() - 1).frame();
      ImageHeader size = header(camera, last);
      return new Result(
          new ProbeReport(
              camera.address().shown(),
              up.join(),
              size.width(),
              size.height(),
              rate(),
              last.clock().text(),
              latency(),
              ahead.map(Duration::toMillis),
              arrivals.size()),
          last.jpeg());
    }

    private static ImageHeader header(CameraSettings camera, CameraFrame frame) {
      try {
        return ImageHeader.read(frame.jpeg());
      } catch (InvalidImageException e) {
        throw new SourceException(
            "camera %s (%s): its picture is damaged: %s; expected JPEG"
                .formatted(camera.name(), camera.address().shown(), e.getMessage()));
      }
    }

    private OptionalDouble rate() {
      if (arrivals.size() < 2) {
        return OptionalDouble.empty();
      }
      Duration between =
          Duration.between(arrivals.get(0).at(), arrivals.get(arrivals.size() - 1).at());
      return OptionalDouble.of((arrivals.size() - 1) * NANOS / Math.max(1, between.toNanos()));
    }

    private OptionalDouble latency() {
      List<Double> sorted =
          arrivals.stream()
              .filter(one -> one.frame().clock() == CameraClock.CAMERA)
              .map(one -> Duration.between(one.frame().capturedAt(), one.at()).toNanos() / MILLIS)
              .sorted()
              .toList();
      return sorted.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(sorted.get(sorted.size() / 2));
    }
  }
}
