package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that everything is measured. Does not check the speed, which depends on the machine. */
class BenchPipelineIT {
  @TempDir Path folder;

  @Test
  void measuresThreeWaysAroundAScriptedModel() throws Exception {
    JsonNode result =
        new JsonMapper()
            .readTree(Printed.by("bench", "pipeline", "--scripted-ms=20", "--seconds=1", "--json"));

    assertThat(result.path("conditions").path("threads").asInt()).isEqualTo(2);
    assertThat(result.path("rows").findValuesAsText("route"))
        .containsExactly("consume-produce loop", "blocking mapValues", "stream");
    for (JsonNode row : result.path("rows")) {
      assertThat(row.path("model").asText()).isEqualTo("20 ms");
      assertThat(row.path("callMs").asDouble()).isGreaterThanOrEqualTo(20);
      assertThat(row.path("rate").path("frames").asLong()).isPositive();
      assertThat(row.path("rate").path("seconds").asDouble()).isPositive();
    }
    JsonNode blocking = result.path("rows").path(1);
    assertThat(blocking.path("atOnce").asInt()).isEqualTo(2);
    assertThat(blocking.path("timesBlocking").asDouble()).isEqualTo(1);
    assertThat(blocking.path("work").isNull()).isTrue();
    JsonNode stream = result.path("rows").path(2);
    assertThat(stream.path("atOnce").asInt()).isEqualTo(32);
    assertThat(stream.path("work").path("stageMs").fieldNames())
        .toIterable()
        .containsExactly("queue", "decode", "batch", "inference", "emit");
    assertThat(stream.path("work").path("stageMs").path("inference").asDouble())
        .isGreaterThanOrEqualTo(20);
  }

  @Test
  void measuresTheStreamBesideTheBareDetector() throws Exception {
    Path checkpoint = folder.resolve("tiles.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", GeneratedCheckpoint.CLASSES);
    GeneratedPictures.draw(folder.resolve("tiles"), 6);
    Printed.by(
        "models",
        "import",
        "--torchvision-checkpoint=" + checkpoint,
        "--name=tiles",
        "--labels=a,b,c,d,e",
        "--min-size=96",
        "--max-size=128",
        "--proposals=100",
        "--registry=" + folder.resolve("registry"));

    String table =
        Printed.by(
            "bench",
            "pipeline",
            "--model=models:/tiles/1",
            "--device=cpu",
            "--registry=" + folder.resolve("registry"),
            "--images=" + folder.resolve("tiles"),
            "--frames=10",
            "--batch-size=2",
            "--turns=2");

    assertThat(table)
        .contains("models:/tiles/1 on cpu, batches of 2")
        .contains("| bare loop | 10 |")
        .containsPattern("\\| stream \\| [1-9][0-9]+ \\| [0-9.]+ \\| [0-9.]+ \\|")
        .containsPattern("The stream has [0-9.]+ of the bare loop's rate")
        .contains("| stream, turn 2 |")
        .contains("| ms a frame | queue | decode | batch | inference | emit |");
  }
}
