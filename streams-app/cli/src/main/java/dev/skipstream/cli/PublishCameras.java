package dev.skipstream.cli;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.file.CamerasFileWatch;
import dev.skipstream.camera.report.CameraBoard;
import dev.skipstream.camera.report.CameraHealth;
import dev.skipstream.console.ConsoleServer;
import dev.skipstream.console.HealthAnswer;
import dev.skipstream.console.PrometheusMetrics;
import dev.skipstream.publish.CameraPublisher;
import dev.skipstream.publish.PublishControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes cameras until Ctrl-C, with an HTTP server for health and metrics. */
final class PublishCameras {
  private static final Logger LOG = LoggerFactory.getLogger(PublishCameras.class);

  private final Map<String, Object> client;
  private final String topic;
  private final String statusTopic;
  private final HttpAddress http;

  PublishCameras(Map<String, Object> client, String topic, String statusTopic, HttpAddress http) {
    this.client = client;
    this.topic = topic;
    this.statusTopic = statusTopic;
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
      CameraPublisher publisher =
          new CameraPublisher(client, topic, statusTopic, metrics.registry());
      Optional<ConsoleServer> console = http.serve(() -> health(publisher.board()), metrics);
      try (StopRequest stop = StopRequest.interrupting()) {
        System.err.printf("publishing %d cameras to topic %s until Ctrl-C%n", first.size(), topic);
        long published = publisher.publish(first, changes, control(stop));
        System.err.printf("published %d frames to %s%n", published, topic);
      } finally {
        console.ifPresent(ConsoleServer::close);
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
