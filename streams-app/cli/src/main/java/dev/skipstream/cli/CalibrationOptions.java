package dev.skipstream.cli;

import dev.skipstream.detect.FrameCalibrator;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.importer.Calibrator;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the calibration of an import, which int8 needs. */
final class CalibrationOptions {
  @Option(
      names = "--calibrate",
      paramLabel = CalibrationFrames.FORM + "|topic:NAME",
      description =
          "frames like those to detect in, for int8: a folder of images, a data set, a video, a"
              + " simulated street, or a topic of image events. Some hundred frames are enough; do"
              + " not use those that score the model")
  Optional<String> source;

  @Option(
      names = "--calibration-frames",
      defaultValue = "300",
      paramLabel = "N",
      description = "frames to calibrate on at most (default: ${DEFAULT-VALUE})")
  int frames;

  @Mixin KafkaOptions kafka;
  @Mixin DatarefOptions datarefs;

  /**
   * Returns the calibrator of an import, if there is a source of frames.
   *
   * @throws dev.skipstream.source.SourceException when there is no such source, or it has no frame
   * @throws dev.skipstream.topics.BrokerException when there is no such topic
   */
  Optional<Calibrator> calibrator() {
    if (frames < 2) {
      throw new BadInputException(
          "--calibration-frames is %d: expected 2 at least, some hundred are usual"
              .formatted(frames));
    }
    return source
        .map(this::open)
        .map(opened -> (version, archive) -> calibrated(opened, version, archive));
  }

  /** Returns the readings of a source; each is of the same frames. */
  private Supplier<Stream<Frame>> open(String name) {
    Optional<String> topic = CalibrationTopic.topic(name);
    return topic.isPresent()
        ? CalibrationTopic.of(
                kafka.reach(),
                () -> datarefs.fetcher(ImageLimits.DEFAULT.maxBytes()),
                topic.get(),
                frames)
            ::read
        : CalibrationFrames.of(name, frames)::read;
  }

  private Calibration calibrated(
      Supplier<Stream<Frame>> opened, ModelVersion version, Path archive) {
    try (Stream<Frame> read = opened.get();
        Progress progress = Progress.of("calibration", OptionalLong.of(frames))) {
      return new FrameCalibrator(read.iterator(), new Shown(progress)).calibrate(version, archive);
    }
  }

  private record Shown(Progress progress) implements FrameCalibrator.Listener {
    @Override
    public void observed() {
      progress.step();
    }

    @Override
    public void compared(String method, double difference) {
      System.err.printf("calibration: ranges by %s differ from fp32 by %.4f%n", method, difference);
    }
  }
}
