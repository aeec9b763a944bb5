package dev.skipstream.app;

import dev.skipstream.source.VideoFile;
import dev.skipstream.source.street.CocoFolder;
import dev.skipstream.source.street.StreetCamera;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    description =
        "Draws a street as a camera would see it, and writes a data set in COCO's format: images/ and instances.json.",
    footer = {"", "Example: skipstream simulate --out street --frames 100 --seed 7"})
final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder for the data set, new or empty")
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
      description = "the first street; the same seed draws the same (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--streets",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "so many streets, of seeds that follow one another, share the frames (default: ${DEFAULT-VALUE})")
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
    int boxes;
    try (CocoFolder folder = folder();
        Progress progress = Progress.of("drawing", OptionalLong.of(frames))) {
      for (int i = 0; i < streets; i++) {
        StreetCamera camera = new StreetCamera(seed + i, view);
        int share = frames / streets + (i < frames % streets ? 1 : 0);
        for (int frame = 0; frame < share; frame++) {
          folder.add(camera.next(), seed + i, camera.conditions());
          progress.step();
        }
      }
      boxes = folder.boxes();
    }
    System.out.printf("%s: %d frames of %d streets, %d boxes%n", out, frames, streets, boxes);
    return ExitCode.DONE.status();
  }

  private CocoFolder folder() {
    try {
      return new CocoFolder(out, VideoFile.DEFAULT_QUALITY);
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }
}
