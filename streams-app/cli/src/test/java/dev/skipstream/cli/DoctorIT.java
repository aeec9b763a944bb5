package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Examines the machine that runs the tests. */
@Timeout(180)
class DoctorIT {

  @Test
  void reportsTheMachineItsFormatsAndTheChoice() throws Exception {
    StringWriter out = new StringWriter();

    int status = Main.commandLine().setOut(new PrintWriter(out)).execute("doctor", "--json");

    assertThat(status).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString()).get("report");
    assertThat(report.at("/libtorch/version").asText()).isNotEmpty();
    assertThat(report.at("/memory/bytes").asLong())
        .isGreaterThan(report.at("/memory/heapBytes").asLong());
    assertThat(report.get("formats"))
        .extracting(one -> one.get("format").asText())
        .contains("fp32");
    for (JsonNode format : report.get("formats")) {
      if (format.get("unusable").isNull()) {
        assertThat(format.get("frameMillis").asDouble()).isPositive();
        assertThat(format.get("detections").asInt()).as("objects of the street").isPositive();
      }
    }
    assertThat(report.at("/choice/reason").asText()).isNotEmpty();
    assertThat(report.at("/throughput/limit").asText()).isIn("decode", "inference");
  }
}
