package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.PickledCheckpoint.Form;
import dev.skipstream.registry.importer.PickledCheckpoint.Instructions;
import dev.skipstream.registry.importer.PickledCheckpoint.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectorImporterTest {
  private static final String ARCHITECTURE = "fasterrcnn_resnet18_fpn";
  private static final int CLASSES = 3;
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final DetectorImporter IMPORTER =
      new DetectorImporter(Clock.fixed(NOW, ZoneOffset.UTC));

  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void writeCheckpoint() throws IOException {
    GeneratedCheckpoint.write(checkpoint(), ARCHITECTURE, CLASSES);
  }

  private static Path checkpoint() {
    return shared.resolve("checkpoint.pth");
  }

  private static ImportSettings settings(Precision precision) {
    return new ImportSettings(
        Labels.parse("cat,dog"),
        OptionalDouble.empty(),
        FasterRcnnSettings.TORCHVISION,
        precision,
        "MIT");
  }

  private ImportedDetector imported(Path checkpoint, Precision precision) {
    return IMPORTER.importCheckpoint(
        checkpoint, settings(precision), folder.resolve("detector.pt"));
  }

  @Test
  void saysInTheManifestWhatTheArchiveIsAndWhereItIsFrom() throws IOException {
    ImportedDetector detector = imported(checkpoint(), Precision.FP32);

    assertThat(detector.manifest().architecture()).isEqualTo(ARCHITECTURE);
    assertThat(detector.manifest().labels()).isEqualTo(Labels.parse("cat,dog"));
    assertThat(detector.manifest().digest()).isEqualTo(digest(detector.archive()));
    assertThat(detector.manifest().source().file()).isEqualTo("checkpoint.pth");
    assertThat(detector.manifest().source().digest()).isEqualTo(digest(checkpoint()));
    assertThat(detector.manifest().created()).isEqualTo(NOW);
    assertThat(detector.eps()).isEqualTo(1e-5);
    assertThat(folder).isDirectoryContaining("glob:**detector.pt");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void givesTheSameBytesForTheSameCheckpointAndSettings() {
    String first = imported(checkpoint(), Precision.FP32).manifest().digest();

    assertThat(imported(checkpoint(), Precision.FP32).manifest().digest()).isEqualTo(first);
  }

  @Test
  void givesTheSameArchiveWhateverTheContainer() throws IOException {
    var shapes = GeneratedCheckpoint.shapes(ARCHITECTURE, CLASSES);
    Path zip = folder.resolve("zip.pth");
    Path legacy = folder.resolve("legacy.pth");
    Path safetensors = folder.resolve("it.safetensors");
    TorchFiles.writeZip(zip, shapes, ElementType.FLOAT16, Formula::tensor);
    TorchFiles.writeLegacy(legacy, shapes, ElementType.FLOAT16, Formula::tensor);
    TorchFiles.writeSafetensors(safetensors, shapes, ElementType.FLOAT16, Formula::tensor);

    String digest = imported(zip, Precision.FP16).manifest().digest();

    assertThat(imported(legacy, Precision.FP16).manifest().digest()).isEqualTo(digest);
    assertThat(imported(safetensors, Precision.FP16).manifest().digest()).isEqualTo(digest);
  }

  @Test
  void takesInt8NumbersTimesTheScaleOfTheirOutputChannel() throws IOException {
    Map<String, List<Integer>> shapes = GeneratedCheckpoint.shapes(ARCHITECTURE, CLASSES);
    Map<String, List<Integer>> quantized = new LinkedHashMap<>(shapes);
    shapes.forEach(
        (name, shape) -> {
          if (shape.size() > 1) {
            quantized.put(name + ".scale", shape.subList(0, 1));
          }
        });
    Path int8 = folder.resolve("int8.safetensors");
    TorchFiles.writeSafetensors(
        int8,
        quantized,
        name -> quantized.containsKey(name + ".scale") ? ElementType.INT8 : ElementType.FLOAT32,
        (name, shape) ->
            name.endsWith(".scale")
                ? scales(shape.get(0))
                : shape.size() > 1 ? steps(name, shape) : Formula.tensor(name, shape));
    Path expanded = folder.resolve("expanded.pth");
    TorchFiles.writeZip(
        expanded,
        shapes,
        ElementType.FLOAT32,
        (name, shape) -> shape.size() > 1 ? expanded(name, shape) : Formula.tensor(name, shape));

    assertThat(imported(int8, Precision.FP32).manifest().digest())
        .isEqualTo(imported(expanded, Precision.FP32).manifest().digest());
  }

  private static float[] scales(int outputs) {
    float[] scales = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      scales[i] = (1 + i % 3) / 512f;
    }
    return scales;
  }

  private static float[] steps(String name, List<Integer> shape) {
    float[] steps = Formula.tensor(name, shape);
    float[] scales = scales(shape.get(0));
    int each = steps.length / scales.length;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Math.max(-127, Math.min(127, Math.round(steps[i] / scales[i / each])));
    }
    return steps;
  }

  private static float[] expanded(String name, List<Integer> shape) {
    float[] steps = steps(name, shape);
    float[] scales = scales(shape.get(0));
    int each = steps.length / scales.length;
    for (int i = 0; i < steps.length; i++) {
      steps[i] *= scales[i / each];
    }
    return steps;
  }

  @Test
  void saysWhichInt8TensorHasNoScale() throws IOException {
    Path file = folder.resolve("bare.safetensors");
    TorchFiles.writeSafetensors(
        file,
        Map.of("backbone.body.conv1.weight", List.of(64, 3, 7, 7)),
        ElementType.INT8,
        DetectorImporterTest::steps);

    assertThatThrownBy(() -> imported(file, Precision.FP32))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("is int8, and")
        .hasMessageContaining(".scale is not there: expected one number an output channel");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void foldsTheBatchNormAndPutsChannelsLast(Precision precision) throws IOException {
    float[] source = Formula.tensor("backbone.body.conv1.weight", List.of(64, 3, 7, 7));
    List<Integer> outputs = List.of(64);
    float gamma = Formula.tensor("backbone.body.bn1.weight", outputs)[5];
    float shift = Formula.tensor("backbone.body.bn1.bias", outputs)[5];
    float mean = Formula.tensor("backbone.body.bn1.running_mean", outputs)[5];
    float variance = Formula.tensor("backbone.body.bn1.running_var", outputs)[5];
    double scale = gamma / Math.sqrt(variance + 1e-5);
    double rounding =
        switch (precision) {
          case FP32 -> 1e-7;
          case FP16 -> 1e-3;
          case BF16 -> 1e-2;
        };

    Path archive = imported(checkpoint(), precision).archive();

    float[] weight = read(archive, precision, layer("backbone.body.conv1").weightKey());
    float[] bias = read(archive, precision, layer("backbone.body.conv1").biasKey());
    int channel = 2;
    int pixel = 30;
    assertThat((double) weight[(5 * 49 + pixel) * 3 + channel])
        .isCloseTo(source[(5 * 3 + channel) * 49 + pixel] * scale, within(rounding));
    assertThat((double) bias[5]).isCloseTo(shift - mean * scale, within(rounding));
  }

  @Test
  void givesTheSameArchiveForATrainingsCheckpointAsForItsStateDict() throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    List<Form> forms = List.of(Form.values());
    int step = 0;
    for (var tensor : GeneratedCheckpoint.shapes(ARCHITECTURE, CLASSES).entrySet()) {
      ElementType width = List.of(ElementType.INT32, ElementType.INT16).get(step % 2);
      Form form = forms.get(step++ % forms.size());
      model.put(
          "module._orig_mod." + tensor.getKey(),
          tensor.getValue().isEmpty()
              ? Tensor.counter(width, 300)
              : Tensor.of(tensor.getValue(), Formula.tensor(tensor.getKey(), tensor.getValue()))
                  .as(form));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("model", model);
    root.put("lr_scheduler", Map.of("milestones", Instructions.counter()));
    root.put(
        "args",
        Instructions.namespace(
            Map.of("model", ARCHITECTURE, "weights", "none", "rpn_score_thresh", 0.25)));
    Path training = folder.resolve("model_25.pth");
    PickledCheckpoint.writeZip(training, root);

    ImportedDetector detector = imported(training, Precision.FP32);

    assertThat(detector.manifest().digest())
        .isEqualTo(imported(checkpoint(), Precision.FP32).manifest().digest());
    assertThat(detector.manifest().source().entry()).contains("model");
    assertThat(detector.manifest().settings())
        .isEqualTo(FasterRcnnSettings.TORCHVISION.withRpnScoreThreshold(0.25));
    assertThat(detector.remarks())
        .containsExactly(
            "the weights are from its entry 'model'",
            "the tensors' names began with 'module._orig_mod.', which was removed",
            "the training script's arguments say rpn_score_thresh 0.25, which is used;"
                + " --rpn-score-threshold gives another");
  }

  @Test
  void keepsTheThresholdOfTheUserWhereTheTrainingHadAnother() throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    GeneratedCheckpoint.shapes(ARCHITECTURE, CLASSES)
        .forEach((name, shape) -> model.put(name, Tensor.of(shape, Formula.tensor(name, shape))));
    Path training = folder.resolve("model_25.pth");
    PickledCheckpoint.writeZip(
        training,
        Map.of(
            "model",
            model,
            "args",
            Instructions.namespace(
                Map.of("model", ARCHITECTURE, "weights", "none", "rpn_score_thresh", 0.25))));
    ImportSettings settings =
        new ImportSettings(
            Labels.parse("cat,dog"),
            OptionalDouble.empty(),
            FasterRcnnSettings.TORCHVISION.byOption(),
            Precision.FP32,
            "MIT",
            Optional.of("model"),
            OptionalDouble.of(0));

    ImportedDetector detector =
        IMPORTER.importCheckpoint(training, settings, folder.resolve("detector.pt"));

    assertThat(detector.manifest().settings()).isEqualTo(FasterRcnnSettings.TORCHVISION);
  }

  @Test
  void takesAnEpsThatTheUserGives() {
    var settings =
        new ImportSettings(
            Labels.parse("cat,dog"),
            OptionalDouble.of(0.5),
            FasterRcnnSettings.TORCHVISION,
            Precision.FP32,
            "MIT");

    ImportedDetector detector =
        IMPORTER.importCheckpoint(checkpoint(), settings, folder.resolve("other.pt"));

    assertThat(detector.eps()).isEqualTo(0.5);
    assertThat(detector.manifest().source().eps()).hasValue(0.5);
    assertThat(detector.manifest().source().entry()).isEmpty();
    assertThat(detector.manifest().digest())
        .isNotEqualTo(imported(checkpoint(), Precision.FP32).manifest().digest());
  }

  private static Layer layer(String name) {
    return Layer.of(ARCHITECTURE).stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static float[] read(Path archive, Precision precision, String key) throws IOException {
    ElementType type =
        switch (precision) {
          case FP32 -> ElementType.FLOAT32;
          case FP16 -> ElementType.FLOAT16;
          case BF16 -> ElementType.BFLOAT16;
        };
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry = zip.getEntry("detector/data/" + key);
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      ByteBuffer bytes =
          ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[] numbers = new float[bytes.remaining() / type.bytes()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = type.get(bytes);
      }
      return numbers;
    }
  }

  private static String digest(Path file) throws IOException {
    var sha256 = Digests.sha256();
    sha256.update(Files.readAllBytes(file));
    return Digests.text(sha256);
  }
}
