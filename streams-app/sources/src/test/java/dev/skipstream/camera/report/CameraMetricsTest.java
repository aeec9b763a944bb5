package dev.skipstream.camera.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.camera.CameraEvent;
import dev.skipstream.camera.CameraStatus;
import dev.skipstream.camera.DownReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CameraMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:06Z");

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final CameraBoard board = new CameraBoard();
  private final CameraMetrics metrics =
      new CameraMetrics(registry, board, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void showsTheStatusOfEachCamera() {
    post(up("gate"), down("yard"));

    assertThat(gauge("skipstream.source.up", "gate")).isEqualTo(1);
    assertThat(gauge("skipstream.source.up", "yard")).isZero();
    assertThat(gauge("skipstream.source.last.frame.age", "gate")).isEqualTo(1.5);
    assertThat(gauge("skipstream.source.last.frame.age", "yard")).isNaN();
    assertThat(counter("skipstream.source.reconnects", "gate")).isEqualTo(7);
    assertThat(counter("skipstream.source.clock.wrong.frames", "gate")).isEqualTo(6);
    assertThat(frames("gate", "published")).isEqualTo(1);
    assertThat(frames("gate", "dropped")).isEqualTo(2);
    assertThat(frames("gate", "skipped")).isEqualTo(3);
    assertThat(frames("gate", "undecodable")).isEqualTo(4);
    assertThat(frames("gate", "failed")).isEqualTo(5);
  }

  @Test
  void removesTheMetricsOfARemovedCamera() {
    post(up("gate"), up("yard"));
    post(up("yard"));

    assertThat(registry.getMeters())
        .isNotEmpty()
        .allSatisfy(meter -> assertThat(meter.getId().getTag("source")).isEqualTo("yard"));
  }

  @Test
  void isReadyWhileOneCameraIsUpAndTellsTheReasonsOfTheOthers() {
    post(up("gate"), down("yard"));
    CameraHealth one = CameraHealth.of(board);
    post(down("yard"));
    CameraHealth none = CameraHealth.of(board);

    assertThat(one.isReady()).isTrue();
    assertThat(one.cameras())
        .containsExactly(
            new CameraHealth.Camera("gate", true, Optional.empty()),
            new CameraHealth.Camera("yard", false, Optional.of("not-found")));
    assertThat(none.isReady()).isFalse();
    assertThat(none.status()).isEqualTo("starting");
  }

  private void post(CameraStatus... cameras) {
    board.post(List.of(cameras));
    metrics.refresh();
  }

  private double gauge(String name, String camera) {
    return registry.get(name).tag("source", camera).gauge().value();
  }

  private double counter(String name, String camera) {
    return registry.get(name).tag("source", camera).functionCounter().count();
  }

  private double frames(String camera, String outcome) {
    return registry
        .get("skipstream.source.frames")
        .tag("source", camera)
        .tag("outcome", outcome)
        .functionCounter()
        .count();
  }

  private static CameraStatus up(String name) {
    return new CameraStatus(
        name, true, Optional.empty(), 1, 2, 3, 4, 5, 6, 7, Optional.of(NOW.minusMillis(1_500)));
  }

  private static CameraStatus down(String name) {
    return new CameraStatus(
        name,
        false,
        Optional.of(new CameraEvent.Down(name, NOW, DownReason.NOT_FOUND, "no such path")),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Optional.empty());
  }
}
