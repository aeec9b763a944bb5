package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each is one line that names the file and what is wrong with it, and leaves nothing behind. */
class BadCheckpointTest {
  private static final TorchFiles.Elements NONE = (name, shape) -> new float[0];

  /** Small tensors, of no detector. */
  private static final Map<String, List<Integer>> SMALL =
      Map.of("a.weight", List.of(2, 3), "b.weight", List.of(4));

  enum Container {
    ZIP,
    LEGACY,
    SAFETENSORS;

    void write(Path file, Map<String, List<Integer>> shapes, TorchFiles.Elements elements)
        throws IOException {
      switch (this) {
        case ZIP -> TorchFiles.writeZip(file, shapes, ElementType.FLOAT32, elements);
        case LEGACY -> TorchFiles.writeLegacy(file, shapes, ElementType.FLOAT32, elements);
        case SAFETENSORS ->
            TorchFiles.writeSafetensors(file, shapes, ElementType.FLOAT32, elements);
      }
    }
  }

  @TempDir Path folder;
  private Path checkpoint;
  private Map<String, List<Integer>> shapes;

  @BeforeEach
  void describeTheSmallestDetector() {
    checkpoint = folder.resolve("checkpoint.pth");
    shapes = GeneratedCheckpoint.shapes("fasterrcnn_resnet18_fpn", 3);
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).allMatch(checkpoint::equals);
    }
  }

  private void refuses(String... inItsMessage) {
    refusesWithLabels("cat,dog", inItsMessage);
  }

  private void refusesWithLabels(String labels, String... inItsMessage) {
    ImportSettings settings =
        new ImportSettings(
            Labels.parse(labels),
            OptionalDouble.empty(),
            FasterRcnnSettings.TORCHVISION,
            Precision.FP32,
            "MIT");
    ThrowableAssertAlternative<?> refused =
        assertThatExceptionOfType(InvalidModelException.class)
            .isThrownBy(
                () ->
                    new DetectorImporter(Clock.systemUTC())
                        .importCheckpoint(checkpoint, settings, folder.resolve("detector.pt")))
            .withMessageStartingWith("checkpoint " + checkpoint + ": ")
            .withMessageNotContaining("\n");
    Arrays.stream(inItsMessage).forEach(refused::withMessageContaining);
  }

  private void write(Consumer<Map<String, List<Integer>>> change) throws IOException {
    change.accept(shapes);
    TorchFiles.writeZip(checkpoint, shapes, ElementType.FLOAT32, NONE);
  }

  @Test
  void missingFile() {
    refuses("there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not a checkpoint at all", "\u0000\u0000\u0000"})
  void somethingElse(String content) throws IOException {
    Files.writeString(checkpoint, content);
    refuses("it is no checkpoint");
  }

  @Test
  void missingTensor() throws IOException {
    write(tensors -> tensors.remove("rpn.head.cls_logits.bias"));
    refuses("compared with fasterrcnn_resnet18_fpn", "it lacks rpn.head.cls_logits.bias");
  }

  @Test
  void unexpectedTensor() throws IOException {
    write(tensors -> tensors.put("roi_heads.box_head.fc8.weight", List.of(1024, 1024)));
    refuses("it has unexpected roi_heads.box_head.fc8.weight");
  }

  @Test
  void noTensorOfADetector() throws IOException {
    Container.ZIP.write(checkpoint, SMALL, Formula::tensor);
    refuses("it lacks", "more; it has unexpected a.weight, b.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "backbone.body.layer3.0.conv1.weight, 'shape [256, 128, 5, 5]', 'expected [256, 128, 3, 3]'",
    "backbone.body.layer3.0.bn1.running_var, 'shape [256, 128, 5, 5]', expected [256]",
    "roi_heads.box_predictor.bbox_pred.weight, 'shape [256, 128, 5, 5]', 'expected [12, 1024]'",
    "roi_heads.box_predictor.bbox_pred.bias, 'shape [256, 128, 5, 5]', expected [12]",
  })
  void misshapenTensor(String name, String shape, String expected) throws IOException {
    write(tensors -> tensors.put(name, List.of(256, 128, 5, 5)));
    refuses("tensor " + name + " has " + shape, expected);
  }

  @Test
  void aDetectorOfTheBackgroundOnly() throws IOException {
    write(tensors -> tensors.put("roi_heads.box_predictor.cls_score.weight", List.of(1, 1024)));
    refuses("cls_score.weight has shape [1, 1024]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "cat,dog,cow", "coco"})
  void labelsOfAnotherNumber(String labels) throws IOException {
    write(tensors -> {});
    refusesWithLabels(labels, "it has 2 classes and the background, the labels end at");
  }

  @Test
  void missingStorage() throws IOException {
    write(tensors -> {});
    refuses("data/0 is missing: expected 37632 bytes");
  }

  @Test
  void storageOfAnotherSize() throws IOException {
    TorchFiles.writeZip(checkpoint, shapes, ElementType.FLOAT32, (name, shape) -> new float[7]);
    refuses("data/0 is 28 bytes: expected 37632 bytes");
  }

  @Test
  void weightsThatAreNoNumbers() throws IOException {
    TorchFiles.writeZip(
        checkpoint,
        shapes,
        ElementType.FLOAT32,
        (name, shape) -> {
          float[] numbers =
              name.contains("body.conv1") ? Formula.tensor(name, shape) : new float[0];
          Arrays.fill(numbers, Float.NaN);
          return numbers;
        });
    refuses("tensor backbone.body.conv1.weight has an element NaN");
  }

  @Test
  void varianceBelowZero() throws IOException {
    TorchFiles.writeZip(
        checkpoint,
        shapes,
        ElementType.FLOAT32,
        (name, shape) -> {
          float[] numbers = Formula.tensor(name, shape.size() == 2 ? List.of(0) : shape);
          if (name.endsWith("running_var")) {
            numbers[3] = -1;
          }
          return numbers;
        });
    refuses("batch norm backbone.body.bn1 has variance -1.0 for channel 3");
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void cutShort(Container container) throws IOException {
    container.write(checkpoint, SMALL, Formula::tensor);
    byte[] whole = Files.readAllBytes(checkpoint);
    for (int length = 0; length < whole.length; length++) {
      Files.write(checkpoint, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(InvalidModelException.class).isThrownBy(this::readAll);
    }
    Files.write(checkpoint, Arrays.copyOf(whole, whole.length - 5));
    refuses("cut short");
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"LEGACY", "SAFETENSORS"})
  void tooLong(Container container) throws IOException {
    container.write(checkpoint, SMALL, Formula::tensor);
    Files.writeString(checkpoint, "more", StandardOpenOption.APPEND);
    refuses("bytes: ");
  }

  /** A flipped bit may remain undetected, but must not look like a defect of the importer. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void aFlippedBitAnywhere(Container container) throws IOException {
    container.write(checkpoint, SMALL, Formula::tensor);
    byte[] whole = Files.readAllBytes(checkpoint);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      Files.write(checkpoint, damaged);
      Throwable thrown = catchThrowable(this::readAll);
      assertThat(thrown == null || thrown instanceof InvalidModelException)
          .as("a flip in byte %d gives %s", i, thrown)
          .isTrue();
    }
  }

  private void readAll() throws IOException {
    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(checkpoint)) {
      for (String name : opened.names()) {
        opened.read(name);
      }
    }
  }

  @Test
  void aPickleThatNamesAnyOtherClass() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      TorchFiles.put(
          zip,
          "archive/data.pkl",
          "\200\2cos\nsystem\nX\1\0\0\0a\205R.".getBytes(StandardCharsets.ISO_8859_1));
    }
    refuses("its pickle names os.system", "nothing of it was run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "archive/../../evil", "/etc/evil", "archive\\..\\evil"})
  void aZipWithAnEntryOutsideItsFolder(String name) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      TorchFiles.put(zip, "archive/data.pkl", TorchFiles.pickle(shapes, ElementType.FLOAT32));
      TorchFiles.put(zip, name, new byte[1]);
    }
    refuses("it has an entry '" + name + "' outside its folder");
  }

  @Test
  void aZipThatIsNoCheckpoint() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      TorchFiles.put(zip, "readme.txt", new byte[1]);
    }
    refuses("a zip file without a data.pkl");
  }

  @Test
  void aCheckpointOfABigEndianMachine() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      TorchFiles.put(zip, "archive/data.pkl", TorchFiles.pickle(shapes, ElementType.FLOAT32));
      TorchFiles.put(zip, "archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    }
    refuses("its byte order is 'big'");
  }

  @Test
  void aTrainingCheckpointWithoutAStateDict() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      TorchFiles.put(
          zip,
          "archive/data.pkl",
          "\200\2}X\5\0\0\0epochK\7s.".getBytes(StandardCharsets.ISO_8859_1));
    }
    refuses("its entry 'epoch' is not a tensor", "save model.state_dict()");
  }
}
