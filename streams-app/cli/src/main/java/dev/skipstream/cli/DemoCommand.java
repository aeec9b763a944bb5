package dev.skipstream.cli;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleSettings;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.demo.Demo;
import dev.skipstream.demo.DemoSummary;
import dev.skipstream.demo.DemoView;
import dev.skipstream.demo.LoadedModel;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.model.DjlModelLoader;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.publish.FrameSources;
import dev.skipstream.publish.SourceSettings;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.VideoFile;
import dev.skipstream.source.street.StreetView;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Demonstrates the product on this machine: starts a broker, topics, sources and the"
            + " stream, and shows the detections. Ends after --frames, or by Ctrl-C.",
    footer = {
      "",
      "Examples: skipstream demo",
      "          skipstream demo --model models:/cells/1 --source lobby.mp4"
    })
final class DemoCommand implements Callable<Integer> {
  /** The rate at which a street is opened; it is played at the rate that the machine sustains. */
  private static final double STREET_RATE = 10;

  private static final int DEFAULT_CAMERAS = 2;
  private static final int TOKEN_BYTES = 24;
  private static final String SHADOW_TOPIC = "detections.shadow";

  @Mixin DetectorOptions detector;

  @Option(
      names = "--source",
      paramLabel = FrameSources.FORM,
      description =
          "folder of images, video file or simulated street, played as a camera, or a live"
              + " camera; may be repeated (default: simulated streets)")
  List<String> sources = List.of();

  @Option(
      names = "--cameras",
      paramLabel = "N",
      description = "without --source: play the streets 1 to N (default: 2)")
  Optional<Integer> cameras;

  @Mixin StreetOptions street;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      defaultValue = "8088",
      description =
          "port of the console on this machine; another free one where it is in use (default:"
              + " ${DEFAULT-VALUE})")
  int consolePort;

  @Option(names = "--open", description = "show the console in the browser")
  boolean open;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "frames per second of each source (default: a video's own rate; for a folder or a street"
              + " as many as the machine sustains, 10 at most)")
  Optional<Double> framesPerSecond;

  @Option(names = "--frames", paramLabel = "N", description = "end after N frames in all")
  Optional<Long> frames;

  @Option(
      names = "--max-frame-age",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "drop frames that are older at inference (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  Duration maxAge;

  @Option(names = "--json", description = "print the summary as one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FrameAge limit = Settings.checked(() -> new FrameAge(maxAge, FrameAge.Clock.CAPTURE));
    OptionalDouble rate = rate();
    List<FrameSource> opened = open();
    RegistryLocation registry = detector.device.registry.location();
    AtomicReference<Demo> started = new AtomicReference<>();
    Console console = console(started);
    try {
      return show(limit, rate, opened, registry, started);
    } finally {
      console.close();
    }
  }

  private Integer show(
      FrameAge limit,
      OptionalDouble rate,
      List<FrameSource> opened,
      RegistryLocation registry,
      AtomicReference<Demo> started)
      throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("skipstream-demo-");
    Demo demo =
        new Demo(
            new Demo.Settings(opened, rate, limit(), Optional.of(limit), folder.path()),
            () -> load(registry),
            new DemoView(System.err, Progress.atTerminal()));
    started.set(demo);
    // After Ctrl-C the process ends when the summary is printed and the folder is removed.
    StopRequest stop = StopRequest.listen(demo::stop);
    try (stop;
        folder) {
      DemoSummary summary = demo.run();
      System.out.println(json ? Json.document(summary) : text(summary));
      return (summary.complete() || frames.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED)
          .status();
    }
  }

  private LoadedModel load(RegistryLocation registry) {
    StreetModel.offer(registry, detector.model);
    ModelVersion version = registry.resolve(detector.model);
    DjlModelLoader loader = detector.device.loader(registry);
    ModelRef ref = ModelRef.parse(detector.model);
    ModelUpdates updates =
        new ModelUpdates(
            registry::open,
            ref.alias().map(alias -> detector.model).stream().toList(),
            loader,
            ModelUpdates.STATUS_TOPIC);
    return new LoadedModel(
        version.identity(),
        loader.loadAll(List.of(version)),
        updates,
        Optional.of(shadow(ModelRef.of(ref.name(), "shadow").toString(), registry, loader)));
  }

  /** A shadow model that starts when its alias is set, such as by the console. */
  private static ShadowSettings shadow(
      String reference, RegistryLocation registry, DjlModelLoader loader) {
    return new ShadowSettings(
        reference,
        Optional.empty(),
        loader.loadAll(List.of()).get(0),
        new ModelUpdates(registry::open, List.of(reference), loader, ModelUpdates.STATUS_TOPIC)
            .unloadingDeleted(),
        1,
        SHADOW_TOPIC);
  }

  /** Serves the console before the broker starts: the page shows each step. */
  private Console console(AtomicReference<Demo> demo) throws IOException {
    String token = HexFormat.of().formatHex(SecureRandom.getSeed(TOKEN_BYTES));
    ConsoleSettings settings =
        new ConsoleSettings(
            "127.0.0.1",
            consolePort,
            Optional.empty(),
            Optional.of(AccessTokens.of(Operator.name(), token)),
            () -> Demo.client(demo.get()),
            new ConsoleTopics(
                List.of(Demo.TOPICS),
                SHADOW_TOPIC,
                Topics.GROUND_TRUTH,
                ModelUpdates.STATUS_TOPIC,
                ReplayLog.TOPIC),
            Optional.empty(),
            operator -> detector.device.registry.location(operator).open());
    Console console;
    try {
      console = Console.start(settings);
    } catch (IOException e) {
      console = Console.start(settings.at(0));
    }
    // The token is in the fragment, which a browser sends to no server.
    String url = console.url() + "#token=" + token;
    System.err.println("console at " + url);
    if (open) {
      Browser.show(url);
    }
    return console;
  }

  private List<FrameSource> open() {
    StreetView view = street.view(framesPerSecond.orElse(STREET_RATE));
    SourceSettings settings = new SourceSettings(Optional.empty(), VideoFile.DEFAULT_QUALITY, view);
    return names().stream().map(name -> SourceName.open(name, settings)).toList();
  }

  private List<String> names() {
    if (!sources.isEmpty()) {
      if (cameras.isPresent()) {
        throw new BadInputException("--cameras and --source: expected one of them");
      }
      return sources;
    }
    int streets = cameras.orElse(DEFAULT_CAMERAS);
    if (streets < 1) {
      throw new BadInputException("--cameras is %d: expected at least 1".formatted(streets));
    }
    return IntStream.rangeClosed(1, streets).mapToObj(seed -> "street:" + seed).toList();
  }

  private OptionalDouble rate() {
    if (framesPerSecond.isEmpty()) {
      return OptionalDouble.empty();
    }
    double rate = framesPerSecond.get();
    Settings.checked(() -> Pace.of(rate));
    return OptionalDouble.of(rate);
  }

  private OptionalLong limit() {
    if (frames.isEmpty()) {
      return OptionalLong.empty();
    }
    if (frames.get() < 1) {
      throw new BadInputException("--frames is %d: expected at least 1".formatted(frames.get()));
    }
    return OptionalLong.of(frames.get());
  }

  private static String text(DemoSummary summary) {
    return String.format(
        Locale.ROOT,
        "%d frames published: %d detected by models:/%s/%d (%.2f/s; half of them within %d ms, 99"
            + " %% within %d ms), %d dropped as too old, %d dead letters%s%s",
        summary.framesPublished(),
        summary.detectionEvents(),
        summary.model().name(),
        summary.model().version(),
        summary.framesPerSecond(),
        summary.latencyMs().p50(),
        summary.latencyMs().p99(),
        summary.dropped(),
        summary.deadLetters(),
        summary
            .accuracy()
            .map(
                one ->
                    String.format(
                        Locale.ROOT,
                        "; AP50 %.3f and AP %.3f over the %d detected ones whose truth is known",
                        one.ap50(),
                        one.ap(),
                        one.frames()))
            .orElse(""),
        summary.complete() ? "" : "; the others had no outcome when it ended");
  }
}
