package com.example.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.DjlModelLoader;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.importer.VersionImport;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.topics.TopicNames;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example against a real broker, with a network of generated weights. */
@Timeout(120)
class EmbeddedStreamIT {
  private static final int IMAGES = 6;

  @TempDir static Path folder;
  private static RegistryLocation registry;

  @BeforeAll
  static void importModel() throws IOException {
    Path checkpoint = folder.resolve("model.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", GeneratedCheckpoint.CLASSES);
    // docs:import
    registry = RegistryLocation.of(folder.resolve("registry").toString());
    new DetectorImporter(Clock.systemUTC())
        .importVersion(
            registry,
            new VersionImport(
                "shapes",
                downloads -> checkpoint,
                new ImportSettings(
                    Labels.parse("a,b,c,d,e"),
                    OptionalDouble.empty(),
                    new FasterRcnnSettings(96, 128, 100, 100, 0.05, 0.5, 100, null),
                    Precision.FP32,
                    "none")));
    // docs:end
  }

  @Test
  void eachImageHasExactlyOneOutcomeInTheOrderOfTheInput() throws IOException {
    TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
    List<Path> images = images("good");

    List<Answer> answers = program(topics, "state").detect(registry, "models:/shapes/1", images);

    assertThat(answers).extracting(Answer::image).containsExactlyElementsOf(names(images));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.problem()).isEmpty());
    assertThat(answers).anySatisfy(answer -> assertThat(answer.labels()).isNotEmpty());
  }

  @Test
  void aFileThatIsNoImageIsRejectedAndTheOthersAreDetected() throws IOException {
    TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
    List<Path> images = images("bad");
    Files.writeString(images.get(2), "no image");

    List<Answer> answers = program(topics, "other").detect(registry, "models:/shapes/1", images);

    assertThat(answers)
        .extracting(Answer::image)
        .containsExactlyInAnyOrderElementsOf(names(images));
    assertThat(answers)
        .filteredOn(answer -> !answer.problem().isEmpty())
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.image()).isEqualTo("2.png");
              assertThat(answer.problem()).startsWith("rejected: ");
            });
  }

  @Test
  void aModelOfTheRegistryDetectsWithoutABroker() throws IOException {
    Path image = images("alone").get(0);

    // docs:detect
    ModelVersion version = registry.resolve("models:/shapes/1");
    DjlModelLoader loader = new DjlModelLoader(registry.artifacts(), List.of(TorchDevice.AUTO));
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<Detection> detections;
    try (Detector detector = loader.load(version)) {
      Frame frame = decoder.decode(Files.readAllBytes(image));
      detections =
          Boxes.require(detector.detect(List.of(frame)).get(0), "This program").detections();
    } catch (InvalidImageException e) {
      throw new IOException(image + ": " + e.getMessage(), e);
    }
    // docs:end

    assertThat(detections).isNotEmpty();
  }

  @Test
  void anAliasNamesAVersion() {
    // docs:alias
    try (ModelRegistry open = registry.open()) {
      open.setAlias("shapes", "champion", 1);
    }
    ModelVersion champion = registry.resolve("models:/shapes@champion");
    // docs:end

    assertThat(champion.uri()).isEqualTo("models:/shapes/1");
  }

  private static EmbeddedStream program(TopicNames topics, String state) {
    return new EmbeddedStream(
        Map.of(
            "bootstrap.servers",
            SharedBroker.bootstrapServers(),
            "state.dir",
            folder.resolve("streams").toString()),
        topics,
        folder.resolve(state));
  }

  private static List<String> names(List<Path> images) {
    return images.stream().map(image -> image.getFileName().toString()).toList();
  }

  private static List<Path> images(String name) throws IOException {
    Path into = Files.createDirectory(folder.resolve(name));
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(160, 120 + i, BufferedImage.TYPE_3BYTE_BGR);
      byte[] bytes = Formula.image(120 + i, 160);
      System.arraycopy(
          bytes,
          0,
          ((DataBufferByte) image.getRaster().getDataBuffer()).getData(),
          0,
          bytes.length);
      images.add(into.resolve(i + ".png"));
      assertThat(ImageIO.write(image, "png", images.get(i).toFile())).isTrue();
    }
    return images;
  }
}
