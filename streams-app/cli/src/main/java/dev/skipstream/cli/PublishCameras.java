package dev.skipstream.cli;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.file.CamerasFileWatch;
import dev.skipstream.camera.report.CameraBoard;
import dev.skipstream.camera.report.CameraHealth;
import dev.skipstream.health.HealthAnswer;
import dev.skipstream.health.HealthServer;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.publish.CameraService;
import dev.skipstream.publish.PublishControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes cameras until Ctrl-C, with an HTTP server for health and metrics. */
final class PublishCameras {
  private static final Logger LOG = LoggerFactory.getLogger(PublishCameras.class);

  private final CameraService service;
  private final String topic;
  private final HttpAddress http;

  PublishCameras(CameraService service, String topic, HttpAddress http) {
    this.service = service;
    this.topic = topic;
    this.http = http;
  }

  /** Publishes the cameras of a file, as they are from time to time. */
  void publish(Path file) throws InterruptedException {
    CamerasFileWatch watch = new CamerasFileWatch(file, LOG::warn);
    publish(watch.cameras(), () -> changed(file, watch));
  }

  private static Optional<List<CameraSettings>> changed(Path file, CamerasFileWatch watch) {
    Optional<List<CameraSettings>> changed = watch.poll();
    changed.ifPresent(cameras -> LOG.info("{} changed: {} cameras", file, cameras.size()));
    return changed;
  }

  /** Publishes one camera. */
  void publish(CameraSettings camera) throws InterruptedException {
    publish(List.of(camera), Optional::empty);
  }

  private void publish(List<CameraSettings> first, Supplier<Optional<List<CameraSettings>>> changes)
      throws InterruptedException {
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      Optional<HealthServer> server = http.serve(() -> health(service.board()), metrics);
      try (StopRequest stop = StopRequest.interrupting()) {
        System.err.printf("publishing %d cameras to topic %s until Ctrl-C%n", first.size(), topic);
        long published = service.publish(first, changes, metrics.registry(), control(stop));
        System.err.printf("published %d frames to %s%n", published, topic);
      } finally {
        server.ifPresent(HealthServer::close);
      }
    }
  }

  private static HealthAnswer health(CameraBoard board) {
    CameraHealth health = CameraHealth.of(board);
    return new HealthAnswer(true, health.isReady(), health);
  }

  private static PublishControl control(StopRequest stop) {
    return new PublishControl() {
      @Override
      public boolean stopRequested() {
        return stop.requested();
      }

      @Override
      public void ending() {
        stop.endInterrupts();
      }
    };
  }
}
