package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.track.ByteTracker;
import dev.skipstream.track.CameraState;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class CameraRecordFormatTest {
  private static final Uuid TOPIC = new Uuid(1, 2);

  @Test
  void isBelow64Kibibytes() {
    assertThat(CameraRecordFormat.MOST_BYTES).isLessThan(64 * 1024);
  }

  @Test
  void readsBackWhatItWrote() {
    CameraRecord record = record();

    byte[] bytes = CameraRecordFormat.encode(record);

    assertThat(CameraRecordFormat.decode(bytes)).isEqualTo(record);
    assertThat(record.tracker().tracks()).isNotEmpty();
    assertThat(record.watch().passes()).isNotEmpty();
  }

  @Test
  void rejectsEveryPrefixAndEveryAddition() {
    byte[] bytes = CameraRecordFormat.encode(record());

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CameraRecordFormat.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> CameraRecordFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessage("watch state has 1 bytes after its end: expected none");
    bytes[0] = 2;
    assertThatThrownBy(() -> CameraRecordFormat.decode(bytes))
        .hasMessage(
            "record of a camera begins with version 2: expected version 1; a later release may"
                + " have written it");
  }

  @Test
  void forgetsThePositionInATopicThatWasCreatedAgain() {
    CameraRecord record = record();

    assertThat(record.trackerOf(TOPIC)).isSameAs(record.tracker());
    CameraState other = record.trackerOf(new Uuid(3, 4));
    assertThat(other.offset()).isEqualTo(-1);
    assertThat(other.partition()).isEqualTo(-1);
    assertThat(other.nextId()).isEqualTo(record.tracker().nextId());
    assertThat(other.tracks()).isEqualTo(record.tracker().tracks());
  }

  private static CameraRecord record() {
    CameraStep step = new CameraStep(new ByteTracker(TrackerSettings.PAPER), TOPIC);
    RuleVersions rules =
        new RuleVersions(List.of())
            .with(Instant.EPOCH, ZonesFile.parse("z", ScriptedCameras.rules(1)).cameras());
    CameraRecord record = CameraRecord.first(TOPIC);
    for (int frame = 0; frame < 20; frame++) {
      record =
          step.next(
                  record,
                  ScriptedCameras.event(0, frame, frame * 0.2),
                  new InputPosition("detections", 0, frame),
                  rules.at(ScriptedCameras.START))
              .next();
    }
    return record;
  }
}
