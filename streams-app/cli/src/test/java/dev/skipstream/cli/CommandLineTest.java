package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.telemetry.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void evaluateSaysWhatAFigureMayBe() {
    assertThat(run("evaluate", "--fail-under=mAP=0.5")).isEqualTo(2);
    assertThat(err.toString()).contains("expected METRIC=VALUE with a value from 0 to 1");
    assertThat(run("evaluate", "--coco-gt=instances.json")).isEqualTo(2);
    assertThat(err.toString()).contains("expected --coco-gt with either --coco-dt or --events");
  }

  @Test
  void replaySaysWhatItNeedsBeforeItWaitsForABroker() {
    assertThat(run("replay")).isEqualTo(2);
    assertThat(err.toString()).contains("no model: expected --model models:/NAME/VERSION");
    assertThat(run("replay", "--model=models:/cells/1", "--max-rate=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--max-rate is 0.0");
    assertThat(run("replay", "--model=models:/cells/1", "--batch-size=0")).isEqualTo(2);
    assertThat(err.toString()).contains("batch size is 0");
  }

  @Test
  void trackSaysWhichDurationsItWants() {
    assertThat(run("track", "--count-window=1h", "--keep-counts=1m")).isEqualTo(2);
    assertThat(err.toString()).contains("counts are kept for PT1M: expected at least the window");
    assertThat(run("track", "--keep-tracks=0s")).isEqualTo(2);
    assertThat(err.toString()).contains("keep is PT0S: expected more than 0");
    assertThat(run("track", "--tracks-topic=detections")).isEqualTo(2);
    assertThat(err.toString()).contains("expected five different names");
  }

  @Test
  void topicsOfTrackingAreThoseOfOnePipeline() {
    assertThat(
            run(
                "run",
                "--pipeline=topic=lobby,model=models:/street/1",
                "--pipeline=topic=yard,model=models:/street/1",
                "--counts-topic=sums"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("are for one pipeline: expected none of them with several");
    assertThat(run("zones", "draw", "--camera=gate", "--rules-topic=detections")).isEqualTo(2);
    assertThat(err.toString()).contains("expected five different names");
  }

  @Test
  void saysWhichImageIsNotThereBeforeItLoadsAModel() {
    int status = run("detect", "--model", "models:/cells/1", "absent.jpg");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("skipstream: absent.jpg: no such image file\n");
  }

  @Test
  void refusesAStreetOfNoSizeAndWritesNothing() {
    Path out = folder.resolve("street");

    int status = run("simulate", "--out=" + out, "--size=huge");

    assertThat(status).isEqualTo(2);
    assertThat(err)
        .hasToString("skipstream: --size is 'huge': expected WIDTHxHEIGHT, such as 640x384\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void saysHowToMakeAModelWhenThereIsNone() throws Exception {
    Path image = Files.write(folder.resolve("a.jpg"), new byte[] {1});

    int status = run("detect", "--model", "models:/cells/1", registry(), image.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("models:/cells/1").contains("models import");
  }

  @Test
  void refusesAReferenceThatIsNone() throws Exception {
    Path image = Files.write(folder.resolve("a.jpg"), new byte[] {1});

    int status = run("detect", "--model", "cells", registry(), image.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("expected models:/NAME/VERSION");
  }

  @Test
  void refusesACheckpointThatIsNoneAndLeavesNothingInTheRegistry() throws Exception {
    Path checkpoint = Files.write(folder.resolve("cells.pth"), new byte[] {1, 2, 3});

    int status =
        run(
            "models",
            "import",
            "--torchvision-checkpoint=" + checkpoint,
            "--name=cells",
            "--labels=a,b",
            registry());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).startsWith("skipstream: checkpoint " + checkpoint).hasLineCount(1);
    assertThat(folder.resolve("registry")).isEmptyDirectory();
  }

  @Test
  void anImportForInt8NeedsACalibrationBeforeItReadsTheCheckpoint() {
    int status = importing("--precision=int8,bf16");

    assertThat(status).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "skipstream: int8 has no calibration: expected images like those to detect in; add"
                + " --calibrate with a folder of them, such as --calibrate images/\n");
  }

  @Test
  void aCalibrationFolderWithoutImagesIsNamedBeforeTheCheckpointIsRead() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    int status = importing("--precision=int8", "--calibrate=" + empty);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("skipstream: " + empty + ": holds no .jpg, .png, .webp")
        .hasLineCount(1);
  }

  private int importing(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "models",
                "import",
                "--torchvision-checkpoint=" + folder.resolve("none.pth"),
                "--name=cells",
                "--labels=a,b",
                registry()));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "--anchor-ratios=1, 'anchor-ratios are 1 numbers: expected 3, one for each anchor at a"
        + " position'",
    "'--image-mean=123.675,116.28,103.53', a number of image-mean is 123.675: expected 0 to 1",
    "'--image-std=1,1,0', a number of image-std is 0: expected 0.001 to 10",
    "--nms-threshold=50, nms-threshold is 50: expected 0 to 1",
    "--rpn-nms-threshold=-1, rpn-nms-threshold is -1: expected 0 to 1",
    "--rpn-score-threshold=2, rpn-score-threshold is 2: expected 0 to 1",
    "--detections-per-image=0, detections-per-image is 0: expected 1 to 10000",
    "--eps=10, '--eps is 10.0: expected a small number, such as 1e-5'",
    "--labels=./none.txt, labels file ./none.txt: there is no such file; expected a file with one"
        + " label a line",
  })
  void refusesASettingThatNoTrainingHasBeforeItReadsACheckpoint(String option, String message) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "models",
                "import",
                "--torchvision-checkpoint=" + folder.resolve("none.pth"),
                "--name=cells",
                registry(),
                option));
    if (!option.startsWith("--labels")) {
      arguments.add("--labels=a,b");
    }

    int status = run(arguments.toArray(String[]::new));

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("skipstream: " + message + "\n");
  }

  @Test
  void refusesAFolderWithoutImages() {
    int status = run("publish", folder.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("holds no .jpg");
  }

  @Test
  void refusesToPublishAFileThatIsNoVideo() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "no video");

    int status = run("publish", file.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("notes.txt: FFmpeg finds no video in it");
  }

  @Test
  void refusesAStreetOfNoSeed() {
    int status = run("publish", "street:main");

    assertThat(status).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "skipstream: source is 'street:main': expected a whole number as the street's seed,"
                + " such as street:7\n");
  }

  @Test
  void refusesAGapOfNoLength() {
    int status = run("publish", "--max-gap=0s", "street:7");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--max-gap is PT0S: expected a time above zero");
  }

  @Test
  void refusesToPublishNoFrameAtAll() {
    int status = run("publish", "--frames=0", "street:7");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("skipstream: --frames is 0: expected at least 1\n");
  }

  @Test
  void refusesARateAtWhichNoTimePasses() {
    int status = run("publish", "--fps=1e12", "street:7");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("time between frames is PT0S: expected more than 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--key=gate",
        "--fps=5",
        "--quality=80",
        "--max-size=640",
        "--motion",
        "--password-file=gate.password",
        "--insecure",
        "--max-clock-skew=2s"
      })
  void aFileOfCamerasIsNotPublishedBesideAnOptionThatItWouldIgnore(String option) {
    assertThat(run("publish", "--cameras=cameras.yaml", option)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "skipstream: %s is for one source: with --cameras, expected a key of each camera in cameras.yaml%n"
                .formatted(option.replaceFirst("=.*", "")));
  }

  @Test
  void refusesADemonstrationOfNoStreet() {
    int status = run("demo", "--model=models:/cells/1", "--cameras=0");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("skipstream: --cameras is 0: expected at least 1\n");
  }

  @Test
  void refusesAWayToSwapThatThereIsNot() {
    assertThat(run("run", "--swap=stop")).isEqualTo(2);
    assertThat(err.toString()).contains("--swap").contains("beside, pause").contains("stop");
  }

  @Test
  void refusesStreetsBesideTheSourcesThatAreNamed() {
    int status = run("demo", "--model=models:/cells/1", "--cameras=3", "--source=street:7");

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("skipstream: --cameras and --source: expected one of them\n");
  }

  @Test
  void refusesARateBelowZero() {
    int status = run("publish", "--fps=-1", folder.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--fps is -1.0: expected a number, 0 or more");
  }

  @Test
  void takesANumberOfEventsToWatch() {
    int status = run("watch", "--count=1", "--bootstrap-server", "kafka.invalid:1");

    assertThat(err.toString()).contains("kafka.invalid does not resolve");
    assertThat(status).isEqualTo(3);
  }

  @Test
  void refusesARegistryOfASchemeItDoesNotKnow() {
    int status = run("models", "list", "--registry", "ftp://models");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("expected a folder");
  }

  @Test
  void whatAKilledImportLeavesBehindIsNoVersionAndIsCollected() throws Exception {
    Path archive = Files.writeString(folder.resolve("archive.pt"), "bytes");
    String digest = Digests.of(archive);
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StuckImport.class.getName(),
                folder.resolve("registry").toString(),
                archive.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // Its archive is in the store, and its version is not in the log.
    assertThat(killed.inputReader().readLine()).isEqualTo(digest);
    killed.destroyForcibly().waitFor();
    Path stored =
        folder.resolve("registry/artifacts/sha256").resolve(digest.substring("sha256:".length()));
    assertThat(stored).hasContent("bytes");

    assertThat(run("models", "show", "models:/cells", registry())).isEqualTo(2);
    assertThat(run("models", "gc", registry())).isZero();
    assertThat(stored).exists();
    assertThat(run("models", "gc", "--older-than=0s", registry())).isZero();

    assertThat(stored).doesNotExist();
    assertThat(folder.resolve("registry").resolve("artifacts/sha256")).isEmptyDirectory();
    try (Stream<Path> left = Files.list(folder.resolve("registry"))) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("artifacts");
    }
  }

  @Test
  void everyCommandShowsItsUsageWhenAskedFor() {
    for (List<String> command :
        List.of(List.of("run"), List.of("models", "import"), List.of("bench", "stage"))) {
      List<String> asked = new ArrayList<>(command);
      asked.add("--help");
      StringWriter out = new StringWriter();

      int status =
          Main.commandLine()
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true))
              .execute(asked.toArray(String[]::new));

      assertThat(status).isZero();
      assertThat(out.toString()).startsWith("Usage: skipstream " + String.join(" ", command));
      assertThat(err.toString()).isEmpty();
    }
  }

  @Test
  void aUsageErrorIsOneLineThatNamesTheHelpToRead() {
    assertThat(run("detect")).isEqualTo(2);
    assertThat(run("watch", "--cuont=1")).isEqualTo(2);
    assertThat(run("pubish", "street:7")).isEqualTo(2);
    assertThat(run("models")).isEqualTo(2);
    assertThat(run("simulate", "--out=x", "--frames=many")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "skipstream: Missing required parameter: 'IMAGE'; see 'skipstream detect --help'",
            "skipstream: Unknown option: '--cuont=1'; see 'skipstream watch --help'",
            "skipstream: Unmatched arguments from index 0: 'pubish', 'street:7'; the most similar:"
                + " publish; see 'skipstream --help'",
            "skipstream: Missing required subcommand; see 'skipstream models --help'",
            "skipstream: Invalid value for option '--frames': 'many' is not an int; see 'skipstream"
                + " simulate --help'");
  }

  /** Exit code 4 is a model's; a registry that does not answer says nothing of any model. */
  @Test
  void aRegistryThatCannotBeReachedHasAnExitCodeOfItsOwn() {
    assertThat(run("models", "list", "--registry=http://127.0.0.1:1")).isEqualTo(7);
    assertThat(err.toString())
        .startsWith("skipstream: registry http://127.0.0.1:1: no server answers; check --registry")
        .hasLineCount(1);
    assertThat(Failures.codeOf(new RegistryUnavailableException("the token is refused")))
        .isEqualTo(ExitCode.REGISTRY);
  }

  @Test
  void anMlflowServerThatCannotBeReachedIsNamedWithItsFlag() {
    int status =
        run(
            "models",
            "import",
            "--mlflow=http://127.0.0.1:1",
            "--mlflow-model=models:/cells@champion",
            "--name=cells",
            "--labels=a,b",
            "--min-size=240",
            "--max-size=320",
            registry());

    assertThat(err)
        .hasToString(
            "skipstream: MLflow server http://127.0.0.1:1: no server answers; check --mlflow, and"
                + " that the server runs there\n");
    assertThat(status).isEqualTo(7);
  }

  @Test
  void aNewRegistryListsTheBundledModels() {
    assertThat(Printed.by("models", "list", registry()).lines())
        .satisfiesExactly(
            champion -> assertThat(champion).startsWith("models:/street/1 ").endsWith("@champion"),
            other -> assertThat(other).startsWith("models:/street/2 ").endsWith("@challenger"));
    assertThat(Printed.by("models", "list", "--json", registry()).strip()).isEqualTo("[ ]");
    assertThat(folder.resolve("registry/artifacts")).doesNotExist();
  }

  @Test
  void theHelpNeverBreaksAUriOrAPath() {
    StringWriter out = new StringWriter();
    collectHelp(Main.commandLine(), out);
    String help = out.toString();

    assertThat(help)
        .contains(
            "models:/NAME/VERSION", System.getProperty("user.home") + "/.skipstream/registry");
    // A line that ends within a URI, a path or a flag.
    assertThat(
            help.lines()
                .filter(line -> !line.contains("skipstream "))
                .filter(line -> line.matches(".*(models:/\\S*/|[a-z.]/|[a-z]-|://\\S*/)$")))
        .isEmpty();
    assertThat(
            help.lines()
                .filter(line -> line.length() > 110 && !line.contains("skipstream "))
                .filter(line -> line.strip().contains(" ")))
        .isEmpty();
  }

  private static void collectHelp(CommandLine command, StringWriter out) {
    command.usage(new PrintWriter(out, true));
    command.getSubcommands().values().forEach(sub -> collectHelp(sub, out));
  }

  @Test
  void theHelpSaysTheDefaultsOfSizesProposalsAndThresholds() {
    StringWriter out = new StringWriter();
    collectHelp(Main.commandLine().getSubcommands().get("models"), out);

    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains(
            "(default: the model's; for an import torchvision's, 800; of a segmentation network"
                + " 520)")
        .contains("(default: the model's; for an import 1333; of a segmentation network 2080)")
        .contains("(default: the model's; for an import 1000)")
        .contains("(default: the model's; for an import 0.05, of FCOS 0.2)");
  }

  @Test
  void refusesAPipelineThatIsNoneBeforeItLooksForABroker() {
    int status = run("run", "--pipeline=topic=lobby", "--bootstrap-server=127.0.0.1:1");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("--pipeline is 'topic=lobby': expected topic=TOPIC,model=URI");
  }

  @Test
  void refusesToRunWithoutAModel() {
    assertThat(run("run")).isEqualTo(2);
    assertThat(err.toString()).contains("no model: expected --model models:/NAME/VERSION");
  }

  @Test
  void refusesADurationThatIsNone() {
    assertThat(run("run", "--model=models:/cells/1", "--max-frame-age=soon")).isEqualTo(2);
    assertThat(err.toString()).contains("'soon' is no duration: expected such as 500ms");
  }

  @Test
  void refusesAnAdvertisedHostWithAPort() {
    int status = run("broker", "--advertised-host=broker:9092", "--data=" + folder);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("--advertised-host is 'broker:9092'")
        .contains("without a port");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesToMeasureImagesWithoutAModel() {
    assertThat(run("bench", "pipeline", "--images=" + folder)).isEqualTo(2);
    assertThat(err.toString()).contains("are for a detector: expected --model too");
  }

  @Test
  void refusesToMeasureADetectorWithAScriptedTime() {
    assertThat(run("bench", "pipeline", "--model=models:/cells/1", "--scripted-ms=20"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("expected them without --model");
  }

  @Test
  void refusesAScriptedTimeThatIsNone() {
    assertThat(run("bench", "pipeline", "--scripted-ms=20,fast")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'fast': expected milliseconds, such as 20 or 5-50")
        .hasLineCount(1);
    err.getBuffer().setLength(0);
    assertThat(run("bench", "pipeline", "--scripted-ms=50-5")).isEqualTo(2);
    assertThat(err.toString()).contains("50-5 ms: expected 0 or more, the smaller bound first");
  }

  @Test
  void refusesAFolderToMeasureOnThatHoldsNoImage() {
    assertThat(run("bench", "pipeline", "--model=models:/cells/1", "--images=" + folder))
        .isEqualTo(2);
    assertThat(err.toString()).contains("holds no .jpg");
  }

  @Test
  void refusesToMeasureForNoTime() {
    assertThat(run("bench", "pipeline", "--seconds=0")).isEqualTo(2);
    assertThat(run("bench", "stage", "--seconds=0")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("skipstream: --seconds is 0: expected 1 or more\n".repeat(2));
  }

  @Test
  void saysThatNoBrokerAnswers() {
    int status = run("topics", "create", "--bootstrap-server", "127.0.0.1:1");

    assertThat(status).isEqualTo(3);
    assertThat(err.toString()).contains("127.0.0.1:1").contains("skipstream broker");
  }

  @Test
  void aStateFolderThatCannotBeKeptIsReportedBeforeABrokerIsWaitedFor() throws Exception {
    Path file = Files.write(folder.resolve("state"), new byte[] {1});

    int status =
        run(
            "run",
            "--model=models:/cells/1",
            "--state=" + file,
            "--bootstrap-server=127.0.0.1:1",
            registry());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("skipstream: the journal of frames in flight cannot be kept: ")
        .contains(file.toString())
        .contains("--state")
        .hasLineCount(1);
  }

  @Test
  void aJournalThatCannotBeKeptIsAMatterOfTheCommandLine() {
    JournalException refused = JournalException.of(new IOException("no space"));

    assertThat(Failures.codeOf(refused)).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void saysInOneLineThatTheMachineHasNoSuchGpu() throws Exception {
    Path image = Files.write(folder.resolve("a.jpg"), new byte[] {1});
    ModelManifest manifest =
        new ModelManifest(
            "fasterrcnn_resnet18_fpn",
            Labels.parse("a"),
            FasterRcnnSettings.TORCHVISION,
            Precision.FP32,
            "sha256:" + "0".repeat(64),
            new ModelManifest.Source("a.pth", "sha256:" + "1".repeat(64)),
            "none",
            Instant.EPOCH);
    register("cells", manifest);

    int status =
        run("detect", "--model=models:/cells/1", "--device=gpu:999", registry(), image.toString());

    assertThat(err.toString())
        .startsWith("skipstream: --device is 'gpu:999'")
        .contains(NvidiaGpus.here().fault().orElse("GPUs on this machine"))
        .hasLineCount(1);
    assertThat(status).isEqualTo(5);
  }

  private void register(String name, ModelManifest manifest) {
    try (ModelRegistry registry =
        LoggedModelRegistry.inFolder(folder.resolve("registry"), Clock.systemUTC(), "ann")) {
      registry.register(name, manifest);
    }
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }

  private int run(String... args) {
    return Main.commandLine().setErr(new PrintWriter(err, true)).execute(args);
  }
}
