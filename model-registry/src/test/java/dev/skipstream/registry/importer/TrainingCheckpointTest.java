package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.PickledCheckpoint.Form;
import dev.skipstream.registry.importer.PickledCheckpoint.Instructions;
import dev.skipstream.registry.importer.PickledCheckpoint.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as trainings write them: a state dict among other things. */
class TrainingCheckpointTest {
  private static final Map<String, Object> WEIGHTS =
      Map.of("a.weight", Tensor.of(List.of(2), 1, 2), "b.weight", Tensor.of(List.of(1), 3));
  private static final Map<String, Object> AVERAGES =
      Map.of("a.weight", Tensor.of(List.of(2), 10, 20), "b.weight", Tensor.of(List.of(1), 30));

  @TempDir Path folder;

  private Path zip(Map<String, Object> root) throws IOException {
    Path file = folder.resolve("checkpoint.pth");
    PickledCheckpoint.writeZip(file, root);
    return file;
  }

  private static Map<String, Object> root(Object... keysAndValues) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      root.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return root;
  }

  /** All that torchvision's detection training script saves, with a GradScaler's state. */
  private static Map<String, Object> ofTheScript(Map<String, Object> args) {
    return root(
        "model",
        WEIGHTS,
        "optimizer",
        root(
            "state",
            Map.of(0, Map.of("momentum_buffer", Tensor.of(List.of(2), 7, 8))),
            "param_groups",
            List.of(root("lr", 0.02, "dampening", 0, "foreach", null, "params", List.of(0, 1)))),
        "lr_scheduler",
        root("milestones", Instructions.counter(), "gamma", 0.1, "verbose", false),
        "args",
        Instructions.namespace(args),
        "epoch",
        25,
        "scaler",
        root("scale", 65536.0, "_growth_tracker", 12));
  }

  private static float[] read(Path file, Optional<String> entry, String tensor) throws IOException {
    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file, entry)) {
      assertThat(opened.names()).containsExactly("a.weight", "b.weight");
      return opened.read(tensor);
    }
  }

  private static void refuses(Path file, Optional<String> entry, String... inItsMessage) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> TorchvisionCheckpoint.open(file, entry).close())
        .satisfies(refused -> assertThat(refused.getMessage()).contains(inItsMessage));
  }

  @Test
  void readsWhatTorchvisionsTrainingScriptSaves() throws IOException {
    Map<String, Object> script = ofTheScript(root("model", "fasterrcnn_resnet50_fpn"));
    Path legacy = folder.resolve("legacy.pth");
    PickledCheckpoint.writeLegacy(legacy, script);

    for (Path file : List.of(zip(script), legacy)) {
      assertThat(read(file, Optional.empty(), "a.weight")).containsExactly(1, 2);
      try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
        assertThat(opened.remarks()).containsExactly("the weights are from its entry 'model'");
      }
    }
  }

  @Test
  void readsTheScriptsArgumentsThatChangeWhatADetectorFinds() throws IOException {
    Path file =
        zip(
            ofTheScript(
                root(
                    "model", "fasterrcnn_resnet50_fpn",
                    "weights", "FasterRCNN_ResNet50_FPN_Weights.COCO_V1",
                    "rpn_score_thresh", 0.05)));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.training())
          .contains(
              new TrainingArguments("fasterrcnn_resnet50_fpn", true, OptionalDouble.of(0.05)));
    }
  }

  @Test
  void takesNoArgumentsOfAnotherScript() throws IOException {
    Path file = zip(ofTheScript(root("model", "yolo", "lr", 0.1)));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.training()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "model_state_dict", "state_dict", "net", "model_ema"})
  void readsAStateDictInAnEntry(String entry) throws IOException {
    Path file = zip(root("epoch", 3, entry, WEIGHTS));

    assertThat(read(file, Optional.empty(), "a.weight")).containsExactly(1, 2);
    assertThat(read(file, Optional.of(entry), "a.weight")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({"model, model_ema", "state_dict, ema_state_dict", "model_state_dict, ema"})
  void takesTheUsualEntryBesideAnAverageUnlessToldOtherwise(String usual, String average)
      throws IOException {
    Path file = zip(root(average, AVERAGES, usual, WEIGHTS));

    assertThat(read(file, Optional.empty(), "b.weight")).containsExactly(3);
    assertThat(read(file, Optional.of(average), "b.weight")).containsExactly(30);
    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.remarks())
          .containsExactly(
              "the weights are from its entry '%s'; it has state dicts in '%s' too, which --entry selects"
                  .formatted(usual, average));
    }
  }

  @Test
  void takesAnAverageThatIsADictInADict() throws IOException {
    Path file = zip(root("model", WEIGHTS, "ema", root("decay", 0.99, "module", AVERAGES)));

    assertThat(read(file, Optional.of("ema.module"), "a.weight")).containsExactly(10, 20);
  }

  @Test
  void namesTheEntriesWhenItCannotChoose() throws IOException {
    refuses(
        zip(root("teacher", WEIGHTS, "student", AVERAGES)),
        Optional.empty(),
        "it holds several state dicts: 'teacher', 'student'; choose one with --entry");
    refuses(
        zip(root("model", WEIGHTS, "state_dict", AVERAGES)),
        Optional.empty(),
        "it holds several state dicts: 'model', 'state_dict'; choose one with --entry");
  }

  @Test
  void namesTheEntriesWhenTheOneAskedForIsNotThere() throws IOException {
    refuses(
        zip(root("model", WEIGHTS, "epoch", 3)),
        Optional.of("epoch"),
        "it has no state dict in an entry 'epoch' (--entry): it has 'model'");
    refuses(zip(WEIGHTS), Optional.of("model"), "it has no entries to take 'model' from (--entry)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"module.", "model.", "_orig_mod.", "module._orig_mod.", "model.module.model."})
  void removesTheNamesOfWrappers(String prefix) throws IOException {
    Map<String, Object> wrapped = new LinkedHashMap<>();
    WEIGHTS.forEach((name, tensor) -> wrapped.put(prefix + name, tensor));
    Path file = zip(root("model", wrapped));

    assertThat(read(file, Optional.empty(), "a.weight")).containsExactly(1, 2);
    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.remarks())
          .contains("the tensors' names began with '" + prefix + "', which was removed");
    }
  }

  @Test
  void forgetsTheCounterOfAnAveragedModel() throws IOException {
    Map<String, Object> averaged = new LinkedHashMap<>();
    averaged.put("n_averaged", Tensor.counter(ElementType.INT64, 9));
    AVERAGES.forEach((name, tensor) -> averaged.put("module." + name, tensor));

    assertThat(read(zip(root("model_ema", averaged)), Optional.empty(), "a.weight"))
        .containsExactly(10, 20);
  }

  @Test
  void keepsAPrefixThatOneTensorLacks() throws IOException {
    Path file = zip(root("module.a", Tensor.of(List.of(1), 1), "b", Tensor.of(List.of(1), 2)));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.names()).containsExactly("b", "module.a");
      assertThat(opened.remarks()).isEmpty();
    }
  }

  @Test
  void refusesATensorUnderItsNameOfTodayAndOfBefore() throws IOException {
    Tensor tensor = Tensor.of(List.of(1), 1);

    refuses(
        zip(root("rpn.head.conv.bias", tensor, "rpn.head.conv.0.0.bias", tensor)),
        Optional.empty(),
        "it has the tensor rpn.head.conv.0.0.bias twice");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void readsEachFormOfATensor(Form form) throws IOException {
    Path file = zip(root("a.weight", Tensor.of(List.of(2), 1, 2).as(form)));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.read("a.weight")).containsExactly(1, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"INT64", "INT32", "INT16", "UINT8", "BOOL"})
  void readsCountersOfEachWidthAndTakesNoneForWeights(ElementType type) throws IOException {
    Path file = zip(root("bn1.num_batches_tracked", Tensor.counter(type, 1)));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.read("bn1.num_batches_tracked")).containsExactly(1);
      assertThatExceptionOfType(InvalidModelException.class)
          .isThrownBy(() -> opened.requireWeights("bn1.num_batches_tracked"))
          .withMessageContaining("has whole numbers (" + type.safetensors() + ")");
    }
  }

  @Test
  void negatesATensorWhoseNegationPyTorchPutOff() throws IOException {
    Tensor tensor = Tensor.of(List.of(2), 1, -2);
    Path file =
        zip(
            root(
                "a.weight", tensor.withMetadata("}X\3\0\0\0neg\210s"),
                "b.weight", tensor.withMetadata("}X\3\0\0\0neg\211s"),
                "c.weight", tensor.withMetadata("}X\4\0\0\0conj\211s"),
                "d.weight", tensor.withMetadata("N")));

    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      assertThat(opened.read("a.weight")).containsExactly(-1, 2);
      assertThat(opened.read("b.weight")).containsExactly(1, -2);
      assertThat(opened.read("c.weight")).containsExactly(1, -2);
      assertThat(opened.read("d.weight")).containsExactly(1, -2);
    }
  }

  @ParameterizedTest
  @CsvSource({"conj, 'conj': true", "bent, 'bent': true"})
  void refusesATensorThatIsConjugateOrMore(String bit, String named) throws IOException {
    refuses(
        zip(root("a.weight", Tensor.of(List.of(1), 1).withMetadata("}X\4\0\0\0" + bit + "\210s"))),
        Optional.empty(),
        "a tensor has the metadata " + named);
  }

  /** Settings of trainings: a path, a device, a type, NumPy's number as the best precision. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpathlib\nPosixPath\n(X\3\0\0\0runtR",
        "ctorch\ndevice\nX\4\0\0\0cuda\205R",
        "ctorch\nfloat32\n",
        "ctorch\nSize\nK\1K\2\206\205R",
        "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\nX\2\0\0\0f8K\0K\1\207R"
            + "(K\3X\1\0\0\0<NNNJ\377\377\377\377J\377\377\377\377K\0tb"
            + "c_codecs\nencode\nX\2\0\0\0abX\6\0\0\0latin1\206RtR",
      })
  void passesOverAClassThatItKnowsAndRunsNothingOfIt(String instructions) throws IOException {
    Path file = zip(root("extra", new Instructions(instructions), "model", WEIGHTS));

    assertThat(read(file, Optional.empty(), "a.weight")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'ccollections\nOrderedDict\n)\201', makes an object of something other than a Namespace",
    "'ctorch\nload\n)\201', its pickle names torch.load",
    "'ctorch\nfloat32\n}b', sets the state of something other than",
    "'ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_parameter\nN)Nt\122', "
        + "its pickle is damaged",
  })
  void refusesToMakeMoreOfAClassThanAPlaceholder(String instructions, String message)
      throws IOException {
    refuses(zip(root("a", new Instructions(instructions))), Optional.empty(), message);
  }

  @Test
  void looksIntoADictOnceThoughThousandsOfEntriesHaveIt() throws IOException {
    StringBuilder dict = new StringBuilder();
    for (int i = 0; i < 9_000; i++) {
      dict.append("X\4\0\0\0%04dK\1".formatted(i));
    }
    // The dict is the value of a key, and is behind 9,000 more keys.
    StringBuilder entries = new StringBuilder("X\1\0\0\0a}q\1(" + dict + "u");
    for (int i = 0; i < 9_000; i++) {
      entries.append("X\4\0\0\0%04dh\1".formatted(i));
    }
    Path file = zip(root("all", new Instructions("}(" + entries + "u")));

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> refuses(file, Optional.empty(), "it holds no state dict: its entry 'all'"));
  }
}
