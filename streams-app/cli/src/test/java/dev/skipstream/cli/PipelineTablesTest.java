package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.bench.Conditions;
import dev.skipstream.bench.OverheadBenchmark;
import dev.skipstream.bench.Rate;
import dev.skipstream.bench.ScriptedBenchmark;
import dev.skipstream.bench.StreamWork;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PipelineTablesTest {
  private static final Conditions CONDITIONS = new Conditions(8, 2, 500, 4, 0.25);

  @Test
  void showsTheStreamBetweenTwoRunsOfTheBareLoop() {
    OverheadBenchmark.Result result =
        new OverheadBenchmark.Result(
            CONDITIONS,
            new ModelIdentity("cells", 3, "sha256:00"),
            List.of("gpu:0", "gpu:1"),
            4,
            List.of(new Rate(100, 10, 10), new Rate(102, 10, 10.2)),
            List.of(new Rate(97, 10, 9.7)),
            0.96,
            List.of(work()));

    assertThat(PipelineTables.of(result))
        .isEqualTo(
            """
            8 partitions, 2 threads, exactly once, a commit every 500 ms; 4 processors, load 0.3 before it began
            models:/cells/3 on gpu:0, gpu:1, batches of 4

            |  | frames | seconds | frames/s |
            |---|---|---|---|
            | bare loop | 100 | 10.0 | 10.00 |
            | stream | 97 | 10.0 | 9.70 |
            | bare loop | 102 | 10.0 | 10.20 |

            The stream has 0.960 of the bare loop's rate, all turns together.

            | ms a frame | queue | inference | frames a batch | devices busy | ms a commit | time in commits |
            |---|---|---|---|---|---|---|
            | stream, turn 1 | 1.50 | 20.00 | 3.5 | 0.990 | 50.0 | 0.100 |\
            """);
  }

  @Test
  void showsNoIdealOfACallThatTakesNoTime() {
    ScriptedBenchmark.Result result =
        new ScriptedBenchmark.Result(
            CONDITIONS,
            List.of(
                new ScriptedBenchmark.Row(
                    "0 ms",
                    "blocking mapValues",
                    2,
                    0,
                    new Rate(900, 1, 900),
                    OptionalDouble.empty(),
                    1,
                    Optional.empty()),
                new ScriptedBenchmark.Row(
                    "20 ms",
                    "stream",
                    32,
                    20,
                    new Rate(1_500, 1, 1_500),
                    OptionalDouble.of(1_600),
                    15,
                    Optional.of(work()))));

    assertThat(PipelineTables.of(result))
        .isEqualTo(
            """
            8 partitions, 2 threads, exactly once, a commit every 500 ms; 4 processors, load 0.3 before it began

            | a call takes | route | calls at once | ms a call | frames | seconds | frames/s | ideal | of ideal | of ideal less commits | times mapValues |
            |---|---|---|---|---|---|---|---|---|---|---|
            | 0 ms | blocking mapValues | 2 | 0.0 | 900 | 1.0 | 900.00 |  |  |  | 1.0 |
            | 20 ms | stream | 32 | 20.0 | 1500 | 1.0 | 1500.00 | 1600.0 | 0.938 | 1.042 | 15.0 |

            | ms a frame | queue | inference | frames a batch | devices busy | ms a commit | time in commits |
            |---|---|---|---|---|---|---|
            | stream, 20 ms | 1.50 | 20.00 | 3.5 | 0.990 | 50.0 | 0.100 |\
            """);
  }

  private static StreamWork work() {
    Map<String, Double> stageMs = new LinkedHashMap<>();
    stageMs.put("queue", 1.5);
    stageMs.put("inference", 20.0);
    return new StreamWork(stageMs, 3.5, 0.99, 2, 50);
  }
}
