package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceSettingsTest {
  private static final List<String> TAGS = new ArrayList<>();
  private static final InstanceSettings ONE = of("images", true, GroupProtocol.CLASSIC, 4, 2);

  @Test
  void aMembersClientIdStatesTheSettingsOfItsInstance() {
    String clientId = ONE.clientId("my-app.1") + "-StreamThread-2-consumer";

    assertThat(InstanceSettings.read(clientId)).contains(ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "skipstream-b0c1-StreamThread-1-consumer", "rdkafka"})
  void otherProgramsHaveNoSettings(String clientId) {
    assertThat(InstanceSettings.read(clientId)).isEmpty();
  }

  @Test
  void guaranteeProtocolAndTopicsConflict() {
    assertThat(ONE.conflicts(of("images", false, GroupProtocol.STREAMS, 4, 2)))
        .extracting(InstanceSettings.Difference::toString)
        .containsExactly(
            "--processing-guarantee (at_least_once there, exactly_once_v2 here)",
            "--group-protocol (streams there, classic here)");
    assertThat(ONE.conflicts(of("others", true, GroupProtocol.CLASSIC, 4, 2)))
        .extracting(InstanceSettings.Difference::setting)
        .containsExactly("topics");
    assertThat(ONE.conflicts(of("images", true, GroupProtocol.CLASSIC, 8, 3))).isEmpty();
  }

  @Test
  void allElseDiffersAndGoesOn() {
    assertThat(ONE.differences(of("images", true, GroupProtocol.CLASSIC, 8, 3)))
        .extracting(InstanceSettings.Difference::toString)
        .containsExactly("batch-size (8 there, 4 here)", "threads (3 there, 2 here)");
  }

  @Test
  void instancesThatComputeDifferentlyDiffer() {
    InstanceSettings fp32 = of("images", true, GroupProtocol.CLASSIC, 4, 2, ComputeFormat.FP32);
    InstanceSettings int8 = of("images", true, GroupProtocol.CLASSIC, 4, 2, ComputeFormat.INT8);

    assertThat(int8.differences(fp32))
        .extracting(InstanceSettings.Difference::setting)
        .containsExactly("computation");
    assertThat(InstanceSettings.read(int8.clientId("my-app.1"))).contains(int8);
    assertThat(fp32.differences(ONE)).isEmpty(); // It has not said how it computes.
  }

  @Test
  void ofTwoInstancesOneIsTheLater() {
    InstanceSettings other = of("images", true, GroupProtocol.CLASSIC, 4, 2);

    assertThat(ONE.isAfter(other)).isNotEqualTo(other.isAfter(ONE));
  }

  private static InstanceSettings of(
      String images,
      boolean exactlyOnce,
      GroupProtocol protocol,
      int batch,
      int threads,
      ComputeFormat... formats) {
    InstanceSettings settings =
        InstanceSettings.of(
            ScriptedApp.settings(
                    Map.of(),
                    "app",
                    TopicNames.of(images),
                    new StreamSettings(
                        exactlyOnce,
                        protocol,
                        threads,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1)),
                    new BatchSettings(batch, Duration.ZERO, 1))
                .models(LoadedModels.of(List.of()))
                .build(),
            Arrays.stream(formats)
                .map(format -> new Computation(format, 1, "2.7.1", "oneDNN avx512"))
                .toList(),
            1_790_000_000_000L + TAGS.size());
    // Tags are random: two of one millisecond must not be equal by chance here.
    while (TAGS.contains(settings.tag())) {
      return of(images, exactlyOnce, protocol, batch, threads, formats);
    }
    TAGS.add(settings.tag());
    return settings;
  }
}
