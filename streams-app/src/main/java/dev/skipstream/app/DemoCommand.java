package dev.skipstream.app;

import dev.skipstream.demo.Demo;
import dev.skipstream.demo.DemoSummary;
import dev.skipstream.demo.DemoView;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.VideoFile;
import dev.skipstream.topology.FrameAge;
import dev.skipstream.topology.ModelMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Shows the whole way on this machine: a broker of its own, topics, a source, the stream, and what it sees. Ends after --frames, or by Ctrl-C.",
    footer = {"", "Example: skipstream demo --model models:/cells/1 --source lobby.mp4"})
final class DemoCommand implements Callable<Integer> {
  /** Of a folder of images, which has no rate of its own. */
  private static final Duration DEFAULT_GAP = Duration.ofMillis(200);

  @Mixin DetectorOptions detector;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "DIR|VIDEO",
      description = "folder of images or video file, played as a camera; may be repeated")
  List<Path> sources;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "frames per second of each source (default: a video's own rate; 5 for a folder)")
  Optional<Double> framesPerSecond;

  @Option(names = "--frames", paramLabel = "N", description = "end after N frames in all")
  Optional<Long> frames;

  @Option(
      names = "--max-frame-age",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description =
          "drop frames that are older when the model would see them (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  Duration maxAge;

  @Option(names = "--json", description = "print the summary as one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FrameAge limit = Settings.checked(() -> new FrameAge(maxAge, FrameAge.Clock.CAPTURE));
    List<FrameSource> opened = open();
    ModelVersion version = detector.resolve();
    List<DeviceModels> devices =
        detector.device.loadAll(List.of(version), new ModelMetrics(new CompositeMeterRegistry()));
    try (TemporaryFolder folder = TemporaryFolder.create("skipstream-demo-")) {
      Demo demo =
          new Demo(
              new Demo.Settings(opened, pace(), limit(), Optional.of(limit), folder.path()),
              version.identity(),
              devices,
              new DemoView(System.err, Progress.atTerminal()));
      Runtime.getRuntime().addShutdownHook(new Thread(demo::stop, "stop-demo"));
      DemoSummary summary = demo.run();
      System.out.println(json ? Json.document(summary) : text(summary));
      return (summary.complete() || frames.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED)
          .status();
    } finally {
      devices.forEach(DeviceModels::close);
    }
  }

  private List<FrameSource> open() throws IOException {
    List<FrameSource> opened = new ArrayList<>();
    try {
      for (Path source : sources) {
        opened.add(FrameSource.of(source, Optional.empty(), VideoFile.DEFAULT_QUALITY));
      }
      return opened;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  private Pace pace() {
    return framesPerSecond
        .map(rate -> Settings.checked(() -> Pace.of(rate)))
        .orElse(frame -> frame.gap().or(() -> Optional.of(DEFAULT_GAP)));
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
        "%d frames published: %d detected by models:/%s/%d (%.2f/s; half of them within %d ms, 99 %% within %d ms), %d dropped as too old, %d dead letters%s",
        summary.framesPublished(),
        summary.detectionEvents(),
        summary.model().name(),
        summary.model().version(),
        summary.framesPerSecond(),
        summary.latencyMs().p50(),
        summary.latencyMs().p99(),
        summary.dropped(),
        summary.deadLetters(),
        summary.complete() ? "" : "; the others had no outcome when it ended");
  }
}
