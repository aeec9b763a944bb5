package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DatasetSourceTest extends FrameSourceContract {

  /** Its images are in the order of their ids, which is not that of their names. */
  @Override
  FrameSource create() throws Exception {
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < GREYS.size(); i++) {
      BufferedImage image = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(new Color(GREYS.get(i), GREYS.get(i), GREYS.get(i)));
      pen.fillRect(0, 0, 32, 24);
      pen.dispose();
      ImageIO.write(image, "png", folder.resolve("images/" + (9 - i) + ".png").toFile());
    }
    Path instances = folder.resolve("instances.json");
    Files.writeString(
        instances,
        """
        {"categories": [{"id": 3, "name": "car"}],
         "images": [{"id": 30, "file_name": "7.png", "width": 32, "height": 24},
                    {"id": 10, "file_name": "9.png", "width": 32, "height": 24},
                    {"id": 20, "file_name": "8.png", "width": 32, "height": 24}],
         "annotations": [{"image_id": 20, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 11, "iscrowd": 1}]}
        """);
    return DatasetSource.of(instances, Optional.empty());
  }

  @Test
  void tellsWhatIsInEachImage() throws Exception {
    FrameSource source = create();
    assertThat(source.knowsTruth()).isTrue();
    assertThat(source.source()).isEqualTo(folder.getFileName().toString());
    try (FrameReader reader = source.open()) {
      List<EncodedFrame> frames = all(reader);

      assertThat(frames).extracting(EncodedFrame::name).containsExactly("9", "8", "7");
      assertThat(frames.get(0).truth()).contains(new FrameTruth(32, 24, List.of()));
      assertThat(frames.get(1).truth().orElseThrow().objects())
          .containsExactly(
              new TrueObject(
                  "car",
                  3,
                  new BoundingBox(1, 2, 3, 4),
                  Optional.of(11.0),
                  Optional.empty(),
                  /* crowd= */ true));
    }
  }

  @Test
  void saysWhereItLookedForAnImage() throws Exception {
    create();
    Files.delete(folder.resolve("images/8.png"));

    assertThatThrownBy(() -> DatasetSource.of(folder.resolve("instances.json"), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("8.png: is neither in ");
  }
}
