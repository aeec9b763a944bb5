package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier from its checkpoint to classification events, by commands. */
class ClassifierIT {
  @TempDir Path folder;
  private String registry;
  private String image;

  @BeforeEach
  void importAClassifier() throws IOException {
    registry = folder.resolve("registry").toString();
    GeneratedPictures.draw(folder, 1);
    image = folder.resolve("tile-00.png").toString();
    Path checkpoint = folder.resolve("pets.pth");
    GeneratedCheckpoint.write(checkpoint, "resnet18", 4);

    Cli.Result result =
        Cli.run(
            "models",
            "import",
            "--torchvision-checkpoint=" + checkpoint,
            "--name=pets",
            "--labels=cat,dog,cow,hen",
            "--resize-size=80",
            "--crop-size=64",
            "--top-k=3",
            "--registry=" + registry);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).doesNotContain("input sizes");
  }

  @Test
  void printsAClassificationEventOfAFile() throws IOException {
    Cli.Result result =
        Cli.run("detect", "--model=models:/pets", "--registry=" + registry, "--json", image);

    assertThat(result.status()).as(result.err()).isZero();
    JsonNode event = new JsonMapper().readTree(result.out());
    assertThat(event.at("/model/name").asText()).isEqualTo("pets");
    assertThat(event.at("/classes")).hasSize(3);
    assertThat(event.at("/classes/0/label").asText()).isIn("cat", "dog", "cow", "hen");
    assertThat(event.at("/classes/0/score").asDouble())
        .isGreaterThanOrEqualTo(event.at("/classes/1/score").asDouble());
  }

  @Test
  void printsTheClassesAsText() {
    Cli.Result result = Cli.run("detect", "--model=models:/pets", "--registry=" + registry, image);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out().lines()).hasSize(4);
    assertThat(result.out())
        .contains("models:/pets/1")
        .containsPattern("  (cat|dog|cow|hen) +0\\.");
  }

  @Test
  void isTimedAlone() {
    Cli.Result result =
        Cli.run(
            "bench",
            "detector",
            "--model=models:/pets",
            "--registry=" + registry,
            "--device=cpu",
            "--rounds=1");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).containsPattern("classifier .* ms .* GOP, .* of the peak");
  }

  @Test
  void namesTheSettingsOfAClassifierWhereAnOptionIsOfADetector() {
    Cli.Result result =
        Cli.run(
            "detect",
            "--model=models:/pets",
            "--registry=" + registry,
            "--score-threshold=0.5",
            image);

    assertThat(result.status()).isNotZero();
    assertThat(result.err())
        .contains("score-threshold is no setting of a classifier: expected one of crop-size,");
  }
}
