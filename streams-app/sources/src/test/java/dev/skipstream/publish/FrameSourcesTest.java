package dev.skipstream.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.source.DatasetSource;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.FrameTruth;
import dev.skipstream.source.ImageFolder;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.street.StreetDataset;
import dev.skipstream.source.street.StreetDatasetSettings;
import dev.skipstream.source.street.StreetSource;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameSourcesTest {
  @TempDir Path folder;

  @BeforeEach
  void draw() throws Exception {
    new StreetDataset(
            new StreetDatasetSettings(
                folder.resolve("street"), 2, 1, 1, SourceSettings.DEFAULT.view()))
        .write(StreetDataset.Control.NONE);
  }

  @Test
  void opensAFolderADataSetAndAStreetByTheirNames() throws Exception {
    FrameSource images = open(folder.resolve("street/images"));
    FrameSource dataset = open(folder.resolve("street/instances.json"));
    FrameSource street = FrameSources.open("street:7", SourceSettings.DEFAULT);

    assertThat(images).isInstanceOf(ImageFolder.class);
    assertThat(images.knowsTruth()).isFalse();
    assertThat(dataset).isInstanceOf(DatasetSource.class);
    assertThat(dataset.frames()).hasValue(2);
    assertThat(dataset.knowsTruth()).isTrue();
    assertThat(street).isInstanceOf(StreetSource.class);
    assertThat(street.source()).isEqualTo("street-7");
    try (FrameReader reader = street.open()) {
      assertThat(reader.next()).isPresent();
    }
  }

  @Test
  void givesTheFramesTheKeyOfTheSettings() {
    SourceSettings settings =
        new SourceSettings(Optional.of("lobby"), 80, SourceSettings.DEFAULT.view());

    assertThat(FrameSources.open(folder.resolve("street/images").toString(), settings).source())
        .isEqualTo("lobby");
  }

  @Test
  void theGroundTruthOfADataSetAndOfAStreetHasTheMasksThatATaskNeeds() throws Exception {
    SourceSettings settings = SourceSettings.DEFAULT.withTask(EvaluationTask.REGIONS);
    for (String name : List.of(folder.resolve("street/instances.json").toString(), "street:7")) {
      try (FrameReader reader = FrameSources.open(name, settings).open()) {
        FrameTruth truth = reader.next().orElseThrow().truth().orElseThrow();
        assertThat(truth.objects()).as(name).isNotEmpty();
        for (TrueObject object : truth.objects()) {
          InstanceMask mask = object.mask().orElseThrow();
          assertThat(RunLengthMask.ofText(truth.height(), truth.width(), mask.counts()).box())
              .as("box of the mask, in " + name)
              .isEqualTo(object.box());
        }
      }
    }
  }

  @Test
  void theFolderOfAnImageIsItsClass() throws Exception {
    for (String name : List.of("pets/fox/1.png", "pets/dog/1.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }
    SourceSettings settings = SourceSettings.DEFAULT.withTask(EvaluationTask.CLASSES);

    FrameSource pets = FrameSources.open(folder.resolve("pets").toString(), settings);

    assertThat(pets.source()).isEqualTo("pets");
    try (FrameReader reader = pets.open()) {
      for (TrueClass expected : List.of(new TrueClass("dog", 0), new TrueClass("fox", 1))) {
        EncodedFrame frame = reader.next().orElseThrow();
        assertThat(frame.name()).isEqualTo(expected.label() + "/1");
        assertThat(frame.truth()).contains(new FrameTruth(9, 5, List.of(), Optional.of(expected)));
      }
    }
  }

  @Test
  void saysWhichTaskASourceHasNoGroundTruthFor() throws Exception {
    Path images = folder.resolve("street/images");

    refuses(images.toString(), EvaluationTask.MASKS, "has no ground truth: expected a data set");
    refuses(
        images.toString(), EvaluationTask.CLASSES, "has images that are in no folder of a class");
    refuses(folder.toString(), EvaluationTask.KEYPOINTS, "has no ground truth");
    refuses("street:7", EvaluationTask.KEYPOINTS, "expected boxes, masks or regions");
    refuses(
        folder.resolve("street/instances.json").toString(),
        EvaluationTask.KEYPOINTS,
        "annotations[0].keypoints is absent");
  }

  private static void refuses(String name, EvaluationTask task, String message) {
    assertThatThrownBy(() -> FrameSources.open(name, SourceSettings.DEFAULT.withTask(task)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesWhatItCannotOpen() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.mp4"), "no video");

    assertThatThrownBy(() -> open(text))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("notes.mp4");
    assertThatThrownBy(() -> FrameSources.open("street:main", SourceSettings.DEFAULT))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "source is 'street:main': expected a whole number as the street's seed, such as"
                + " street:7");
  }

  private static FrameSource open(Path path) {
    return FrameSources.open(path.toString(), SourceSettings.DEFAULT);
  }
}
