package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final RecordHeaders input = new RecordHeaders();
  private final RecordHeaders output = new RecordHeaders();

  @Test
  void carriesTheTraceFromInputToOutcomeUnchanged() {
    input.add("traceparent", bytes(PARENT)).add("tracestate", bytes("vendor=1"));

    TraceContext.copy(input, output);

    assertThat(output.lastHeader("traceparent").value()).isEqualTo(bytes(PARENT));
    assertThat(output.lastHeader("tracestate").value()).isEqualTo(bytes("vendor=1"));
  }

  @Test
  void replacesATraceThatTheOutcomeHadAlready() {
    output.add("traceparent", bytes("old"));
    input.add("traceparent", bytes(PARENT));

    TraceContext.copy(input, output);

    assertThat(output.toArray()).hasSize(1);
    assertThat(output.lastHeader("traceparent").value()).isEqualTo(bytes(PARENT));
  }

  @Test
  void addsNothingWhereThereIsNoTrace() {
    input.add("tracestate", bytes("vendor=1"));

    TraceContext.copy(input, output);

    assertThat(output.toArray()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "on",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void leavesBehindWhatIsNoTrace(String broken) {
    input.add("traceparent", bytes(broken)).add("tracestate", bytes("vendor=1"));

    TraceContext.copy(input, output);

    assertThat(output.toArray()).isEmpty();
  }

  @Test
  void leavesBehindAStateThatWouldSwellTheOutcome() {
    input.add("traceparent", bytes(PARENT)).add("tracestate", new byte[100_000]);

    TraceContext.copy(input, output);

    assertThat(output.lastHeader("traceparent")).isNotNull();
    assertThat(output.lastHeader("tracestate")).isNull();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
