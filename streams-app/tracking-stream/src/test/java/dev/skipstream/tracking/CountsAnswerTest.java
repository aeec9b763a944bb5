package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.LineCount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountsAnswerTest {
  private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void addsTheCountsOfACameraThatMovedAndNamesItsLastPartition() {
    CountsAnswer answer =
        CountsAnswer.of(
            List.of(
                new PartitionCounts(
                    0,
                    Optional.of(BEGIN),
                    List.of(count(BEGIN, 1), count(BEGIN.plusSeconds(60), 2))),
                new PartitionCounts(1, Optional.empty(), List.of()),
                new PartitionCounts(
                    2,
                    Optional.of(BEGIN.plusSeconds(70)),
                    List.of(count(BEGIN.plusSeconds(60), 3)))));

    assertThat(answer.partition()).contains(2);
    assertThat(answer.lastFrame()).contains(BEGIN.plusSeconds(70));
    assertThat(answer.counts()).containsExactly(count(BEGIN, 1), count(BEGIN.plusSeconds(60), 5));
  }

  @Test
  void aQueryMatchesCameraLineAndWindows() throws Exception {
    LineCount count = count(BEGIN, 1);

    assertThat(query("camera", "gate").matches(count)).isTrue();
    assertThat(query("camera", "yard").matches(count)).isFalse();
    assertThat(query("line", "middle").matches(count)).isTrue();
    assertThat(query("line", "other").matches(count)).isFalse();
    assertThat(query("from", "2026-11-23T10:00:00Z").matches(count)).isTrue();
    assertThat(query("from", "2026-11-23T10:00:01Z").matches(count)).isFalse();
    assertThat(query("to", "2026-11-23T10:00:00Z").matches(count)).isFalse();
    assertThat(query("to", "2026-11-23T10:00:01Z").matches(count)).isTrue();
  }

  @Test
  void aQueryIsTheTextThatItIsReadFrom() throws Exception {
    assertThat(
            CountsQuery.of(
                    Map.of("camera", "lobby 1/ä", "line", "a&b", "from", "2026-11-23T10:00:00Z"))
                .text())
        .isEqualTo("?camera=lobby+1%2F%C3%A4&line=a%26b&from=2026-11-23T10%3A00%3A00Z");
    assertThat(CountsQuery.of(Map.of()).text()).isEmpty();
  }

  @Test
  void rejectsWhatIsNoQuery() {
    assertThatThrownBy(() -> query("kamera", "gate"))
        .hasMessage("'kamera' is no parameter: expected camera, line, from or to");
    assertThatThrownBy(() -> query("from", "yesterday"))
        .hasMessage("'from' is 'yesterday': expected a time such as 2026-11-23T10:15:30Z");
  }

  private static CountsQuery query(String name, String value) throws Exception {
    return CountsQuery.of(Map.of(name, value));
  }

  private static LineCount count(Instant from, long right) {
    return new LineCount("gate", "middle", "car", from, from.plusSeconds(60), right, 0, 1);
  }
}
