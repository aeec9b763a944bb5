package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** Checks that everything is measured. Does not check the speed, which depends on the machine. */
class BenchStageIT {

  @Test
  void measuresThroughputBatchesLatencyAndRecovery() throws Exception {
    JsonNode result =
        new JsonMapper().readTree(Printed.by("bench", "stage", "--seconds=1", "--json"));

    assertThat(result.path("throughput").path("rows").findValuesAsText("model"))
        .containsExactly("5-50 ms", "5-50 ms", "5-50 ms");
    JsonNode batches = result.path("batches");
    assertThat(batches.path("full").asInt()).isEqualTo(8);
    assertThat(batches.path("rate").path("frames").asLong()).isPositive();
    assertThat(batches.path("work").path("meanBatch").asDouble()).isBetween(1.0, 8.0);
    assertThat(batches.path("work").path("commitMs").asDouble()).isPositive();
    assertThat(batches.path("work").path("commitsPerSecond").asDouble()).isPositive();
    JsonNode latency = result.path("latency");
    assertThat(latency.path("outcomes").asLong()).isPositive();
    assertThat(latency.path("transactionP99Ms").asDouble()).isPositive();
    assertThat(latency.path("boundMs").asDouble())
        .isEqualTo(2 * 50 * 1.3 + 500 + latency.path("transactionP99Ms").asDouble());
    JsonNode recovery = result.path("recovery");
    assertThat(recovery.path("orphaned").asInt()).isBetween(1, 7);
    assertThat(recovery.path("lastSeconds").asDouble())
        .isGreaterThanOrEqualTo(recovery.path("firstSeconds").asDouble());
  }
}
