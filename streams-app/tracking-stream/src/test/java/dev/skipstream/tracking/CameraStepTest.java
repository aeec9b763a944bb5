package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.track.ByteTracker;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class CameraStepTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final int FRAMES = 200;

  private final RuleVersions rules =
      new RuleVersions(List.of())
          .with(Instant.EPOCH, ZonesFile.parse("z", ScriptedCameras.rules(1)).cameras());
  private final CameraStep step = new CameraStep(new ByteTracker(TrackerSettings.PAPER), TOPIC);

  @Test
  void givesTheSameBytesAfterARestartAtEachFrame() {
    CameraRecord kept = CameraRecord.first(TOPIC);
    byte[] stored = CameraRecordFormat.encode(kept);
    int happenings = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      CameraStep.Result expected = step(kept, ScriptedCameras.event(0, frame, frame * 0.2), frame);
      kept = expected.next();
      CameraStep.Result found =
          step(
              CameraRecordFormat.decode(stored),
              ScriptedCameras.event(0, frame, frame * 0.2),
              frame);
      stored = CameraRecordFormat.encode(found.next());

      assertThat(stored).isEqualTo(CameraRecordFormat.encode(kept));
      assertThat(bytes(found)).isEqualTo(bytes(expected));
      happenings += found.happenings().size();
    }
    assertThat(happenings).isGreaterThan(20);
  }

  @Test
  void anEndedTrackLeavesItsZoneBeforeItEnds() {
    CameraRecord record = CameraRecord.first(TOPIC);
    List<HappeningEvent> happenings = new ArrayList<>();
    for (int frame = 0; frame < 10; frame++) {
      List<Detection> detections =
          frame > 3
              ? List.of()
              : List.of(new Detection("car", 1, 0.9, new BoundingBox(450, 100, 40, 30)));
      CameraStep.Result result = step(record, event(frame, detections), frame);
      record = result.next();
      happenings.addAll(result.happenings());
    }

    assertThat(happenings)
        .extracting(HappeningEvent::event)
        .containsExactly(Kind.TRACK_STARTED, Kind.ZONE_ENTERED, Kind.ZONE_LEFT, Kind.TRACK_ENDED);
    assertThat(happenings).allSatisfy(each -> assertThat(each.track()).contains(1L));
    // It enters with the frame that confirms it, and leaves with its last detection.
    assertThat(happenings.get(2).dwellMillis()).contains(400L);
    HappeningEvent.Path path = happenings.get(3).path().orElseThrow();
    assertThat(path.from()).isEqualTo(ScriptedCameras.START);
    assertThat(path.to()).isEqualTo(ScriptedCameras.START.plusMillis(600));
    assertThat(happenings.get(3).frame().id()).isEqualTo("gate-0/000009");
  }

  @Test
  void keepsATrackForAsLongAsTheCameraMayBeSilent() {
    CameraRecord record = CameraRecord.first(TOPIC);
    List<Detection> car = List.of(new Detection("car", 1, 0.9, new BoundingBox(450, 100, 40, 30)));
    for (int frame : new int[] {0, 1, 100}) {
      CameraStep.Result result = step(record, event(frame, car, Optional.of(15_000L)), frame);
      record = result.next();
      assertThat(result.happenings())
          .extracting(HappeningEvent::event)
          .doesNotContain(Kind.TRACK_ENDED);
    }
    assertThat(step(record, event(101, car), 101).tracks().orElseThrow().tracks().get(0).id())
        .isEqualTo(1);

    assertThat(step(record, event(200, car), 200).happenings())
        .extracting(HappeningEvent::event)
        .contains(Kind.TRACK_ENDED);
  }

  private CameraStep.Result step(CameraRecord record, DetectionEvent event, long offset) {
    return step.next(
        record,
        event,
        new InputPosition("detections", 0, offset),
        rules.at(event.frame().capturedAt().orElseThrow()));
  }

  private static DetectionEvent event(int frame, List<Detection> detections) {
    return event(frame, detections, Optional.empty());
  }

  private static DetectionEvent event(
      int frame, List<Detection> detections, Optional<Long> keyframeMillis) {
    FrameInfo info = ScriptedCameras.event(0, frame, frame * 0.2).frame();
    return new DetectionEvent(
        new FrameInfo(
            info.id(),
            info.source(),
            info.sequence(),
            info.capturedAt(),
            info.width(),
            info.height(),
            Optional.empty(),
            Optional.empty(),
            keyframeMillis),
        Optional.empty(),
        ScriptedCameras.MODEL,
        detections);
  }

  private static List<String> bytes(CameraStep.Result result) {
    List<String> bytes = new ArrayList<>();
    result
        .tracks()
        .ifPresent(each -> bytes.add(text(EventSerdes.write("tracks", "id", each).value())));
    result
        .happenings()
        .forEach(each -> bytes.add(text(EventSerdes.write("happenings", "id", each).value())));
    return bytes;
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
