package dev.skipstream.cli;

import dev.skipstream.source.VideoFile;
import dev.skipstream.source.street.CocoFolder;
import dev.skipstream.source.street.StreetCamera;
import dev.skipstream.source.street.StreetFrame;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
    StreetView view = street.view(every);
    try (StopRequest stop = StopRequest.listen()) {
      return draw(view, stop);
    }
  }

  private int draw(StreetView view, StopRequest stop) throws IOException {
    int done;
    int boxes;
    try (CocoFolder folder = folder();
        Progress progress =
            Progress.of("drawing", OptionalLong.of(frames), Math.min(folder.frames(), frames))) {
      int first = 0;
      for (int i = 0; i < streets && !stop.requested(); i++) {
        int share = frames / streets + (i < frames % streets ? 1 : 0);
        // A frame follows from those before it: those of a street that is begun are drawn again.
        if (first + share > folder.frames()) {
          drawStreet(
              folder, new StreetCamera(seed + i, view), new Share(i, first, share), stop, progress);
        }
        first += share;
      }
      done = folder.frames();
      boxes = folder.boxes();
    }
    if (done < frames) {
      System.err.printf(
          "stopped after %d of %d frames; %s holds them, and the same command continues there%n",
          done, frames, out.resolve("instances.json"));
    } else {
      System.out.printf("%s: %d frames of %d streets, %d boxes%n", out, done, streets, boxes);
    }
    return ExitCode.DONE.status();
  }

  /** The frames of a street: so many from the data set's frame {@code first} on. */
  private record Share(int street, int first, int frames) {}

  private void drawStreet(
      CocoFolder folder, StreetCamera camera, Share share, StopRequest stop, Progress progress)
      throws IOException {
    for (int i = 0; i < share.frames() && !stop.requested(); i++) {
      StreetFrame frame = camera.next();
      if (share.first() + i >= folder.frames()) {
        folder.add(frame, seed + share.street(), camera.conditions());
        progress.step();
      }
    }
  }

  private Map<String, String> recipe() {
    return Map.of(
        "description", "skipstream simulate",
        "frames", Integer.toString(frames),
        "seed", Long.toString(seed),
        "streets", Integer.toString(streets),
        "every", every.toString(),
        "size", street.size,
        "daytime", street.daytime.map(Enum::name).orElse("by the seed"),
        "weather", street.weather.map(Enum::name).orElse("by the seed"));
  }

  private CocoFolder folder() {
    try {
      return new CocoFolder(out, VideoFile.DEFAULT_QUALITY, recipe());
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }
}
