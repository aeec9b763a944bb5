package dev.skipstream.cli;

import dev.skipstream.source.street.StreetDataset;
import dev.skipstream.source.street.StreetDatasetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    description =
        "Draws a street as a camera would see it, and writes a data set in COCO's format: images/"
            + " and instances.json.",
    footer = {"", "Example: skipstream simulate --out street --frames 100 --seed 7"})
final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "folder for the data set: new, empty, or one that the same command began, which it"
              + " continues")
  Path out;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "100",
      description = "frames in all (default: ${DEFAULT-VALUE})")
  int frames;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "seed of the first street; one seed always draws one street (default:"
              + " ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--streets",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "number of streets, of consecutive seeds, that share the frames (default:"
              + " ${DEFAULT-VALUE})")
  int streets;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "100ms",
      description = "time from a frame of a street to the next (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  Duration every;

  @Mixin StreetOptions street;

  @Override
  public Integer call() throws IOException {
    if (frames < 1 || streets < 1 || streets > frames) {
      throw new BadInputException(
          "--frames is %d, --streets %d: expected at least 1 of each, and a frame a street"
              .formatted(frames, streets));
    }
    StreetDataset dataset =
        new StreetDataset(
            new StreetDatasetSettings(out, frames, seed, streets, street.view(every)));
    try (StopRequest stop = StopRequest.listen()) {
      report(draw(dataset, stop));
    }
    return ExitCode.DONE.status();
  }

  private StreetDataset.Size draw(StreetDataset dataset, StopRequest stop) throws IOException {
    try (Observer observer = new Observer(stop)) {
      return dataset.write(observer);
    }
  }

  private void report(StreetDataset.Size size) {
    if (size.frames() < frames) {
      System.err.printf(
          "stopped after %d of %d frames; %s holds them, and the same command continues there%n",
          size.frames(), frames, out.resolve("instances.json"));
    } else {
      System.out.printf(
          "%s: %d frames of %d streets, %d boxes%n", out, size.frames(), streets, size.boxes());
    }
  }

  /** Shows how far the drawing is, and ends it by Ctrl-C. */
  private final class Observer implements StreetDataset.Control, AutoCloseable {
    private final StopRequest stop;
    private Optional<Progress> progress = Optional.empty();

    Observer(StopRequest stop) {
      this.stop = stop;
    }

    @Override
    public void starting(int before) {
      progress = Optional.of(Progress.of("drawing", OptionalLong.of(frames), before));
    }

    @Override
    public boolean stopRequested() {
      return stop.requested();
    }

    @Override
    public void drawn() {
      progress.ifPresent(Progress::step);
    }

    @Override
    public void close() {
      progress.ifPresent(Progress::close);
    }
  }
}
