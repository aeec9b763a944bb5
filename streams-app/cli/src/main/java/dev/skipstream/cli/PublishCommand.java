package dev.skipstream.cli;

import dev.skipstream.source.FramePublisher;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import dev.skipstream.source.PlayedFrame;
import dev.skipstream.source.VideoFile;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "publish",
    description =
        "Publishes a folder of images, a COCO data set, a video or a simulated street as image"
            + " events.",
    footer = {"", "Example: skipstream publish --key lobby-1 --loop lobby.mp4"})
final class PublishCommand implements Callable<Integer> {
  /** Rate of a street, in frames a second. */
  private static final double STREET_RATE = 10;

  @Mixin KafkaOptions kafka;
  @Mixin StreetOptions street;

  @Parameters(
      paramLabel = SourceName.FORM,
      description =
          "folder of JPEG, PNG, WebP, BMP, GIF or TIFF files, with its subfolders; a video file; a"
              + " data set, as a COCO .json file or a folder in Pascal VOC or YOLO format; a"
              + " simulated street, which never ends; or - for a video from standard input")
  String name;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic to write to (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--key",
      paramLabel = "SOURCE",
      description =
          "source id and record key (default: the name of the folder or video, or street-SEED)")
  Optional<String> key;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "frames per second, 0 for as fast as the broker accepts them; the speed of a video"
              + " changes so that it has this rate on average (default: a video's own rate; 0 for a"
              + " folder; 10 for a street, whose time follows)")
  Optional<Double> framesPerSecond;

  @Option(
      names = "--max-gap",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "skip a longer gap between the time stamps of two frames of a video (default:"
              + " ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  Duration maxGap;

  @Option(names = "--frames", paramLabel = "N", description = "end after N frames")
  Optional<Long> frames;

  @Option(names = "--loop", description = "begin again after the last frame; ends by Ctrl-C")
  boolean loop;

  @Option(
      names = "--quality",
      paramLabel = "1-100",
      defaultValue = "" + VideoFile.DEFAULT_QUALITY,
      description = "JPEG quality of the frames of a video or a street (default: ${DEFAULT-VALUE})")
  int quality;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description =
          "topic of the ground truth, for a source that has it: a data set or a street"
              + " (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Override
  public Integer call() throws InterruptedException {
    Pace pace = pace();
    long limit = limit();
    requirePositiveGap();
    FrameSource source = source();
    Map<String, Object> client = kafka.reach();
    Optional<String> truthTopic = requireTopics(source, client);
    boolean endless = frames.isEmpty() && (loop || source.frames().isEmpty());
    try (StopRequest stop = StopRequest.interrupting()) {
      if (endless) {
        System.err.printf("publishing %s to topic %s until Ctrl-C%n", name, topic);
      }
      long published = publish(source, pace, client, truthTopic, limit, stop);
      System.err.printf("published %d frames to %s%n", published, topic);
    }
    return ExitCode.DONE.status();
  }

  private long publish(
      FrameSource source,
      Pace pace,
      Map<String, Object> client,
      Optional<String> truthTopic,
      long limit,
      StopRequest stop)
      throws InterruptedException {
    try (Playback playback = new Playback(source, pace, loop, maxGap, Clock.systemUTC());
        FramePublisher publisher = new FramePublisher(client, topic, truthTopic);
        PublishProgress progress = PublishProgress.start(expected(source, limit))) {
      return publish(playback, publisher, progress, limit, stop);
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  private static long publish(
      Playback playback,
      FramePublisher publisher,
      PublishProgress progress,
      long limit,
      StopRequest stop)
      throws IOException, InterruptedException {
    long published = 0;
    try {
      while (published < limit && !stop.requested()) {
        Optional<PlayedFrame> frame = playback.next();
        if (frame.isEmpty()) {
          break;
        }
        publisher.publish(frame.get());
        progress.published(frame.get().image().image().length);
        published++;
      }
    } catch (InterruptedException | InterruptException | IOException e) {
      // Ctrl-C while a frame is waited for, or room for it: what was sent is still acknowledged.
      if (!stop.requested()) {
        throw e;
      }
    } finally {
      stop.endInterrupts();
    }
    publisher.flush();
    return published;
  }

  private FrameSource source() {
    if (quality < 1 || quality > 100) {
      throw new BadInputException("--quality is %d: expected 1 to 100".formatted(quality));
    }
    double rate = framesPerSecond.filter(asked -> asked > 0).orElse(STREET_RATE);
    FrameSource source = SourceName.resolve(name, key, quality, street.view(rate));
    if (loop && !source.repeatable()) {
      throw new BadInputException(
          "--loop: %s is a pipe, which is read once: expected a file".formatted(name));
    }
    return source;
  }

  private void requirePositiveGap() {
    if (maxGap.isNegative() || maxGap.isZero()) {
      throw new BadInputException("--max-gap is %s: expected a time above zero".formatted(maxGap));
    }
  }

  /**
   * Checks that the topics exist before the first frame is published. Without the check, a producer
   * would wait a minute for a missing topic, or let the broker create it with limits that do not
   * fit.
   *
   * @return the topic for the ground truth, if the source has any
   */
  private Optional<String> requireTopics(FrameSource source, Map<String, Object> client) {
    if (source.knowsTruth() && groundTruth.equals(topic)) {
      throw new BadInputException(
          "--ground-truth is %s, and so is --topic: expected another topic".formatted(groundTruth));
    }
    try (Admin admin = Admin.create(client)) {
      Topics.requireImages(admin, topic);
      if (!source.knowsTruth()) {
        return Optional.empty();
      }
      Topics.requireGroundTruth(admin, groundTruth);
    }
    return Optional.of(groundTruth);
  }

  private long limit() {
    if (frames.isPresent() && frames.get() < 1) {
      throw new BadInputException("--frames is %d: expected at least 1".formatted(frames.get()));
    }
    return frames.orElse(Long.MAX_VALUE);
  }

  private OptionalLong expected(FrameSource source, long limit) {
    OptionalLong known = loop ? OptionalLong.empty() : source.frames();
    return known.isEmpty() && frames.isEmpty()
        ? known
        : OptionalLong.of(Math.min(limit, known.orElse(limit)));
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
