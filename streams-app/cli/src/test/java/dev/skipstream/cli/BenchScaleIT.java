package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** Checks that everything is measured. Does not check the speed, which depends on the machine. */
class BenchScaleIT {

  @Test
  void measuresEachNumberOfInstances() throws Exception {
    JsonNode result =
        new JsonMapper()
            .readTree(Printed.by("bench", "scale", "--instances=1,2", "--seconds=3", "--json"));

    assertThat(result.path("rows").findValues("instances"))
        .extracting(JsonNode::asInt)
        .containsExactly(1, 2);
    assertThat(result.path("rows"))
        .allSatisfy(
            row -> {
              assertThat(row.path("rate").path("frames").asLong()).isPositive();
              assertThat(row.path("idealPerSecond").asDouble())
                  .isEqualTo(row.path("instances").asInt() * 1_000 / 27.5);
            });
  }
}
