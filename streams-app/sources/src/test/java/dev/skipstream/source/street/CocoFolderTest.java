package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.shape.RunLengthMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoFolderTest {
  private static final StreetConditions DUSK =
      new StreetConditions(StreetConditions.Daytime.DUSK, StreetConditions.Weather.FOG);

  private static final Map<String, String> RECIPE = Map.of("seed", "7", "frames", "3");

  @TempDir Path parent;

  @Test
  void writesWhatCocoToolsRead() throws Exception {
    Path folder = parent.resolve("street");
    try (CocoFolder coco = new CocoFolder(folder, 90, RECIPE)) {
      coco.add(new StreetFrame(new byte[3 * 64 * 80], 80, 64, List.of()), 7, DUSK);
      coco.add(
          new StreetFrame(
              new byte[3 * 64 * 80],
              80,
              64,
              List.of(
                  new StreetObject(
                      StreetClass.BICYCLE,
                      RunLengthMask.ofPixels(
                          64, 80, (x, y) -> x >= 3 && x < 5 && y >= 4 && y < 14 + x),
                      0.1234))),
          8,
          DUSK);
    }

    JsonNode instances =
        JsonMapper.builder().build().readTree(folder.resolve("instances.json").toFile());
    assertThat(instances.get("images").get(1))
        .hasToString(
            "{\"id\":2,\"file_name\":\"000002.jpg\",\"width\":80,\"height\":64,\"camera\":\"8\",\"daytime\":\"dusk\",\"weather\":\"fog\"}");
    assertThat(instances.get("annotations"))
        .hasToString(
            "[{\"id\":1,\"image_id\":2,\"category_id\":2,\"bbox\":[3.0,4.0,2.0,14.0],\"segmentation\":{\"size\":[64,80],\"counts\":\"T6=c11ke4\"},\"area\":27,\"iscrowd\":1,\"occlusion\":0.123}]");
    assertThat(instances.get("categories").get(0)).hasToString("{\"id\":1,\"name\":\"person\"}");
    assertThat(instances.get("categories")).hasSize(6);
    assertThat(ImageIO.read(folder.resolve("images/000002.jpg").toFile()).getWidth()).isEqualTo(80);
  }

  @Test
  void continuesADataSetOfTheSameSettingsAndNoOther() throws Exception {
    Path folder = parent.resolve("street");
    StreetFrame frame = new StreetFrame(new byte[3 * 64 * 80], 80, 64, List.of());
    try (CocoFolder coco = new CocoFolder(folder, 90, RECIPE)) {
      coco.add(frame, 7, DUSK);
    }
    try (CocoFolder coco = new CocoFolder(folder, 90, RECIPE)) {
      assertThat(coco.frames()).isEqualTo(1);
      coco.add(frame, 7, DUSK);
    }

    JsonNode instances =
        JsonMapper.builder().build().readTree(folder.resolve("instances.json").toFile());
    assertThat(instances.get("info")).hasToString("{\"frames\":\"3\",\"seed\":\"7\"}");
    assertThat(instances.get("images")).hasSize(2);
    assertThat(instances.get("images").get(1).get("file_name").asText()).isEqualTo("000002.jpg");
    assertThatThrownBy(() -> new CocoFolder(folder, 90, Map.of("seed", "8", "frames", "3")))
        .hasMessageContaining("holds a data set of {frames=3, seed=7}, and not of")
        .hasMessageContaining("expected the same settings, to continue it, or a new folder");
  }

  @Test
  void refusesToContinueADataSetWithoutMasks() throws Exception {
    Path file = parent.resolve("instances.json");
    Files.writeString(
        file,
        """
        {"info": {"seed": "7", "frames": "3"}, "images": [], "categories": [], "annotations": [{"id": 1, "image_id": 1,
         "category_id": 2, "bbox": [3, 4, 20, 30], "area": 400, "iscrowd": 0, "occlusion": 0}]}
        """);

    assertThatThrownBy(() -> new CocoFolder(parent, 90, RECIPE))
        .hasMessage(
            file + ": has annotations without masks, of an earlier release; expected a new folder");
  }

  @Test
  void refusesAFolderThatHoldsSomething() throws Exception {
    Files.writeString(parent.resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> new CocoFolder(parent, 90, RECIPE))
        .hasMessageStartingWith(parent + ": is not empty; expected a new folder, an empty one, or");
    assertThat(parent).isDirectoryNotContaining("glob:**/images");
  }
}
