package dev.skipstream.app;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.source.FramePublisher;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import dev.skipstream.source.VideoFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "publish",
    description = "Publishes a folder of images or a video as image events.",
    footer = {"", "Example: skipstream publish --key lobby-1 --loop lobby.mp4"})
final class PublishCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;

  @Parameters(
      paramLabel = "DIR|VIDEO",
      description = "folder of JPEG, PNG, WebP, BMP or GIF files, or a video file")
  Path path;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic to write to (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--key",
      paramLabel = "SOURCE",
      description = "source id and record key (default: the name of the folder or video)")
  Optional<String> key;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "frames per second, 0 for as fast as the broker takes them (default: a video's own rate; 0 for a folder)")
  Optional<Double> framesPerSecond;

  @Option(names = "--loop", description = "begin again after the last frame; ends by Ctrl-C")
  boolean loop;

  @Option(
      names = "--quality",
      paramLabel = "1-100",
      defaultValue = "" + VideoFile.DEFAULT_QUALITY,
      description = "JPEG quality of a video's frames (default: ${DEFAULT-VALUE})")
  int quality;

  @Override
  public Integer call() throws InterruptedException {
    Pace pace = pace();
    long published;
    try {
      FrameSource source = source();
      try (Playback playback = new Playback(source, pace, loop, Clock.systemUTC());
          FramePublisher publisher = new FramePublisher(kafka.reach(), topic);
          Progress progress =
              Progress.of("publish", loop ? OptionalLong.empty() : source.frames())) {
        published = publish(playback, publisher, progress);
      }
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
    System.err.printf("published %d frames to %s%n", published, topic);
    return ExitCode.DONE.status();
  }

  private static long publish(Playback playback, FramePublisher publisher, Progress progress)
      throws IOException, InterruptedException {
    long published = 0;
    for (Optional<ImageEvent> frame = playback.next(); frame.isPresent(); frame = playback.next()) {
      publisher.publish(frame.get());
      progress.step();
      published++;
    }
    publisher.flush();
    return published;
  }

  private FrameSource source() throws IOException {
    if (quality < 1 || quality > 100) {
      throw new BadInputException("--quality is %d: expected 1 to 100".formatted(quality));
    }
    return FrameSource.of(path, key, quality);
  }

  private Pace pace() {
    if (framesPerSecond.isEmpty()) {
      return Pace.ofSource();
    }
    double rate = framesPerSecond.get();
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new BadInputException("--fps is %s: expected a number, 0 or more".formatted(rate));
    }
    return rate == 0 ? Pace.unlimited() : Pace.of(rate);
  }
}
