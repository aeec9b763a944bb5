package dev.skipstream.cli;

import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.publish.CameraService;
import dev.skipstream.publish.FramePublisher;
import dev.skipstream.publish.FrameSources;
import dev.skipstream.publish.PublishControl;
import dev.skipstream.publish.PublishSettings;
import dev.skipstream.publish.SourceSettings;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.source.VideoFile;
import dev.skipstream.source.store.ImageStore;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    description =
        "Publishes a folder of images, a COCO data set, a video, a simulated street or cameras as"
            + " image events.",
    footer = {"", "Example: skipstream publish --key lobby-1 --loop lobby.mp4"})
final class PublishCommand implements Callable<Integer> {
  /** Rate of a street, in frames a second. */
  private static final double STREET_RATE = 10;

  /** Options of one source: a file of cameras has keys for them. */
  private static final List<String> OF_ONE_SOURCE =
      List.of(
          "--key",
          "--fps",
          "--quality",
          "--region",
          "--max-size",
          "--motion",
          "--keyframe",
          "--password-file",
          "--transport",
          "--ca",
          "--insecure",
          "--frame-deadline",
          "--max-clock-skew");

  @Spec CommandSpec spec;
  @Mixin KafkaOptions kafka;
  @Mixin StreetOptions street;
  @Mixin PictureOptions pictures;
  @Mixin StoreOptions store;
  @Mixin CameraOptions camera;
  @Mixin PublishHttpOptions http;
  @Mixin TraceOptions traces;

  @Parameters(
      arity = "0..1",
      paramLabel = FrameSources.FORM,
      description =
          "folder of JPEG, PNG, WebP, BMP, GIF or TIFF files, with its subfolders; a video file; a"
              + " data set, as a COCO .json file or a folder in Pascal VOC or YOLO format; a"
              + " simulated street, which never ends; - for a video from standard input; or a live"
              + " camera, such as rtsp://user@host/stream or v4l2:/dev/video0, without its"
              + " password")
  Optional<String> name;

  @Option(
      names = "--cameras",
      paramLabel = "FILE",
      description =
          "in place of a source: YAML file with cameras, read again when it changes"
              + " (docs/cameras.md)")
  Optional<Path> cameras;

  @Option(
      names = "--camera-status",
      paramLabel = "TOPIC",
      defaultValue = Topics.CAMERA_STATUS,
      description = "topic of the states of cameras (default: ${DEFAULT-VALUE})")
  String cameraStatus;

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
              + " changes so that it has this rate on average; of a live camera, at most N frames"
              + " are selected by time (default: a video's own rate; 0 for a folder; 10 for a"
              + " street, whose time follows; all frames of a live camera)")
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

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "boxes",
      description =
          "what the ground truth of a data set or a street has for an evaluation: boxes; masks of"
              + " objects, which regions need, too; keypoints; or classes, of a folder with one"
              + " folder of images for each class (default: ${DEFAULT-VALUE})")
  EvaluationTask task;

  @Override
  public Integer call() throws InterruptedException {
    MeterRegistry meters = new CompositeMeterRegistry();
    Optional<OtlpTraces> spans = traces.open("skipstream-publish", meters);
    try {
      publish(traces.publish(spans));
    } finally {
      spans.ifPresent(OtlpTraces::close);
    }
    return ExitCode.DONE.status();
  }

  private void publish(PublishTraces tracing) throws InterruptedException {
    if (cameras.isPresent() && name.isPresent()) {
      throw new BadInputException(
          "--cameras and the source %s are both given: expected one of them".formatted(name.get()));
    }
    if (cameras.isPresent()) {
      requireNoEnd();
      requireKeysOfFile(cameras.get());
      try (ImageStore images = store.open()) {
        publishCameras(images, tracing).publish(cameras.get());
      }
    } else if (name.filter(CameraAddress::isCamera).isPresent()) {
      requireNoEnd();
      CameraSettings one =
          camera
              .camera(name.get(), key, cameraRate(), checkedQuality())
              .withPictures(pictures.settings());
      try (ImageStore images = store.open()) {
        publishCameras(images, tracing).publish(one);
      }
    } else {
      publishSource(
          name.orElseThrow(
              () ->
                  new BadInputException(
                      "the source is missing: expected %s, the URL of a camera, or --cameras FILE"
                          .formatted(FrameSources.FORM))),
          tracing);
    }
  }

  private PublishCameras publishCameras(ImageStore images, PublishTraces tracing) {
    return new PublishCameras(
        new CameraService(
            kafka.reach(),
            topic,
            cameraStatus,
            images,
            frames.map(OptionalLong::of).orElse(OptionalLong.empty()),
            tracing),
        topic,
        http);
  }

  private void requireNoEnd() {
    if (loop) {
      throw new BadInputException("--loop: a camera has no end: expected a recorded source");
    }
    requireFrames();
  }

  private void requireKeysOfFile(Path file) {
    for (String option : OF_ONE_SOURCE) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new BadInputException(
            "%s is for one source: with --cameras, expected a key of each camera in %s"
                .formatted(option, file));
      }
    }
  }

  private OptionalDouble cameraRate() {
    pace(); // Checks the number.
    return framesPerSecond
        .filter(rate -> rate > 0)
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private int checkedQuality() {
    if (quality < 1 || quality > 100) {
      throw new BadInputException("--quality is %d: expected 1 to 100".formatted(quality));
    }
    return quality;
  }

  private void publishSource(String name, PublishTraces tracing) throws InterruptedException {
    Pace pace = pace();
    requireFrames();
    requirePositiveGap();
    FrameSource source = source(name);
    ImageStore images = store.open();
    FramePublisher publisher =
        new FramePublisher(
            new PublishSettings(
                kafka.reach(),
                topic,
                truthTopic(source),
                pace,
                loop,
                maxGap,
                frames.map(OptionalLong::of).orElse(OptionalLong.empty())),
            images,
            tracing);
    try (images;
        StopRequest stop = StopRequest.interrupting();
        Observer observer = new Observer(name, stop)) {
      long published = publisher.publish(source, observer);
      System.err.printf(
          "published %d frames to %s%s%n",
          published,
          topic,
          observer.withheld > 0 ? ", withheld %d without motion".formatted(observer.withheld) : "");
    }
  }

  /** Shows how far the publication is, and ends it by Ctrl-C. */
  private final class Observer implements PublishControl, AutoCloseable {
    private final String name;
    private final StopRequest stop;
    private Optional<PublishProgress> progress = Optional.empty();
    private long withheld;

    Observer(String name, StopRequest stop) {
      this.name = name;
      this.stop = stop;
    }

    @Override
    public void starting(OptionalLong expected) {
      if (expected.isEmpty()) {
        System.err.printf("publishing %s to topic %s until Ctrl-C%n", name, topic);
      }
      progress = Optional.of(PublishProgress.start(expected));
    }

    @Override
    public boolean stopRequested() {
      return stop.requested();
    }

    @Override
    public void published(ImageEvent frame) {
      progress.ifPresent(shown -> shown.published(frame.image().length));
    }

    @Override
    public void withheld(long frames) {
      withheld = frames;
    }

    @Override
    public void ending() {
      stop.endInterrupts();
    }

    @Override
    public void close() {
      progress.ifPresent(PublishProgress::close);
    }
  }

  private FrameSource source(String name) {
    double rate = framesPerSecond.filter(asked -> asked > 0).orElse(STREET_RATE);
    Duration interval =
        framesPerSecond
            .filter(asked -> asked > 0)
            .map(asked -> Duration.ofNanos(Math.round(1e9 / asked)))
            .orElse(SourceSettings.DEFAULT_INTERVAL);
    FrameSource source =
        SourceName.open(
            name,
            new SourceSettings(key, checkedQuality(), street.view(rate))
                .withPictures(pictures.settings(), interval)
                .withTask(task));
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

  /** Returns the topic of the ground truth, if the source has any. */
  private Optional<String> truthTopic(FrameSource source) {
    if (!source.knowsTruth()) {
      return Optional.empty();
    }
    if (groundTruth.equals(topic)) {
      throw new BadInputException(
          "--ground-truth is %s, and so is --topic: expected another topic".formatted(groundTruth));
    }
    return Optional.of(groundTruth);
  }

  private void requireFrames() {
    if (frames.isPresent() && frames.get() < 1) {
      throw new BadInputException("--frames is %d: expected at least 1".formatted(frames.get()));
    }
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
