package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** Checks that everything is measured. Does not check the speed, which depends on the machine. */
class BenchEvaluateTest {

  @Test
  void measuresSecondsAndHeapOfBothWays() throws Exception {
    JsonNode result =
        new JsonMapper()
            .readTree(Printed.by("bench", "evaluate", "--images=50", "--rounds=2", "--json"));

    assertThat(result.path("frames").path("objects").asInt()).isEqualTo(360);
    assertThat(result.path("rounds")).hasSize(2);
    for (JsonNode round : result.path("rounds")) {
      assertThat(round.path("ap").asDouble()).isBetween(0.05, 0.95);
      for (String part : new String[] {"coco", "everything", "read", "files"}) {
        assertThat(round.path(part).path("seconds").asDouble()).as(part).isPositive();
        assertThat(round.path(part).path("peakMiB").asDouble()).as(part).isPositive();
      }
    }
  }
}
