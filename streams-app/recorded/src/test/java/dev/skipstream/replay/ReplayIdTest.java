package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ReplayIdTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final ModelIdentity MODEL = new ModelIdentity("street", 3, "sha256:00");
  private static final Map<String, String> SETTINGS = Map.of("device", "cpu", "batch-size", "1");
  private static final ReplayId ID = id(TOPIC, 0, 100, MODEL, SETTINGS, Optional.empty());

  @Test
  void theSameIsTheSame() {
    assertThat(id(TOPIC, 0, 100, MODEL, SETTINGS, Optional.empty())).isEqualTo(ID);
    assertThat(ID.toString()).matches("[0-9a-f]{12}");
  }

  @Test
  void whateverTheDetectionsDependOnMakesAnotherReplay() {
    ModelIdentity other = new ModelIdentity("street", 3, "sha256:01");
    assertThat(id(new Uuid(1, 3), 0, 100, MODEL, SETTINGS, Optional.empty())).isNotEqualTo(ID);
    assertThat(id(TOPIC, 1, 100, MODEL, SETTINGS, Optional.empty())).isNotEqualTo(ID);
    assertThat(id(TOPIC, 0, 101, MODEL, SETTINGS, Optional.empty())).isNotEqualTo(ID);
    assertThat(id(TOPIC, 0, 100, other, SETTINGS, Optional.empty())).isNotEqualTo(ID);
    assertThat(id(TOPIC, 0, 100, MODEL, Map.of("device", "cpu"), Optional.empty()))
        .isNotEqualTo(ID);
  }

  @Test
  void anotherResultVersionIsAnotherReplay() {
    Map<String, String> one = Map.of("device", "cpu", "result-version", "1");
    Map<String, String> two = Map.of("device", "cpu", "result-version", "2");
    assertThat(id(TOPIC, 0, 100, MODEL, one, Optional.empty()))
        .isNotEqualTo(id(TOPIC, 0, 100, MODEL, two, Optional.empty()));
  }

  /** Checks that an interrupted replay cannot continue in another topic. */
  @Test
  void anotherOutputIsAnotherReplay() {
    assertThat(id(TOPIC, 0, 100, MODEL, SETTINGS, Optional.of("mine"))).isNotEqualTo(ID);
  }

  @Test
  void whereAnEmptyPartitionBeginsDoesNotCount() {
    ReplayRequest request = request(MODEL, SETTINGS, Optional.empty());
    ReplayRange with =
        new ReplayRange(
            "images", TOPIC, List.of(new OffsetRange(0, 0, 100), new OffsetRange(1, 7, 7)));
    assertThat(ReplayId.of(with, request)).isEqualTo(ID);
  }

  @Test
  void theNextRunHasAGroupOfItsOwn() {
    assertThat(ID.after(0)).isEqualTo(ID);
    assertThat(ID.after(1)).hasToString(ID + "-2");
    assertThat(ID.after(1).applicationId()).isNotEqualTo(ID.applicationId());
  }

  private static ReplayId id(
      Uuid topicId,
      long from,
      long to,
      ModelIdentity model,
      Map<String, String> settings,
      Optional<String> output) {
    return ReplayId.of(
        new ReplayRange("images", topicId, List.of(new OffsetRange(0, from, to))),
        request(model, settings, output));
  }

  private static ReplayRequest request(
      ModelIdentity model, Map<String, String> settings, Optional<String> output) {
    return new ReplayRequest(
        "images",
        new RangeBound.Earliest(),
        new RangeBound.Latest(),
        model,
        settings,
        output,
        false);
  }
}
