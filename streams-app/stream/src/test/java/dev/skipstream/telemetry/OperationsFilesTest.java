package dev.skipstream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the reader of queries: a fault that it does not see would pass in {@link TelemetryIT}. */
class OperationsFilesTest {
  private static final Map<String, Set<String>> METRICS =
      OperationsFiles.metrics(
          """
          # HELP frames_total image events by outcome
          # TYPE frames_total counter
          frames_total{outcome="detected",reason="{}, frames"} 4.0
          seconds_bucket{le="0.1"} 2
          up 1.0
          """);

  @Test
  void readsTheNamesAndLabelsOfAScrape() {
    assertThat(METRICS)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "frames_total", Set.of("outcome", "reason"),
                "seconds_bucket", Set.of("le"),
                "up", Set.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sum by (outcome, job) (rate(frames_total{outcome=\"x\", instance=~\"a\"}[5m])) > 0.5",
        "up offset 10m >= 0 unless up",
        "histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[$__rate_interval])))",
        "label_values(frames_total{job=~\"$job\"}, instance)",
        "up and on (instance) frames_total"
      })
  void aQueryOfWhatExistsHasNoFault(String expression) {
    assertThat(faults(expression)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rate(frame_total[5m]) | no metric frame_total",
        "up and downs | no metric downs",
        "up{outcome=\"x\"} | up has no label outcome",
        "sum by (reasons) (frames_total) | no label reasons",
        "up and on (outcomes) up | no label outcomes",
        "label_values(frames_total, camera) | no label camera",
        "label_values(frames, job) | no metric frames",
        "vector(1) | no metric in"
      })
  void aNameOrALabelThatDoesNotExistIsAFault(String expression, String fault) {
    assertThat(faults(expression)).singleElement().asString().contains(fault);
  }

  @Test
  void aLabelThatATextShowsExists() {
    assertThat(
            OperationsFiles.faults(
                new OperationsFiles.Query("here", "sum by (outcome) (frames_total)", Set.of("x")),
                METRICS))
        .containsExactly("here: no label x");
  }

  @Test
  void bothFilesHaveQueries() throws IOException {
    assertThat(OperationsFiles.queries())
        .extracting(query -> query.where().replaceFirst(" .*", ""))
        .contains("alert", "panel", "variable", "annotation")
        .hasSizeGreaterThan(40);
  }

  private static List<String> faults(String expression) {
    return OperationsFiles.faults(new OperationsFiles.Query("here", expression, Set.of()), METRICS);
  }
}
