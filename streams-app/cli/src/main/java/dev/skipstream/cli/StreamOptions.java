package dev.skipstream.cli;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.stream.StreamSettings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the stream. */
final class StreamOptions extends ThreadOptions {

  /** The guarantees, as Kafka Streams writes them. */
  enum Guarantee {
    exactly_once_v2,
    at_least_once
  }

  @Option(
      names = "--processing-guarantee",
      paramLabel = "GUARANTEE",
      defaultValue = "exactly_once_v2",
      description = "exactly_once_v2 or at_least_once (default: ${DEFAULT-VALUE})")
  private Guarantee guarantee;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "maximum frames of a batch (default: 4, and on GPUs the size that a measurement at the"
              + " start finds best); with --max-frame-age fewer, where a device would take longer"
              + " than that for them")
  private Optional<Integer> batchSize;

  @Option(
      names = "--linger",
      paramLabel = "DURATION",
      description = "maximum wait of a frame for others that are on their way (default: 10ms)",
      converter = DurationConverter.class)
  private Optional<Duration> linger;

  @Option(
      names = "--decoders",
      paramLabel = "N",
      description =
          "threads that decode images (default: half of the processors, and on GPUs as many as the"
              + " measured times of decoding and inference require)")
  private Optional<Integer> decoders;

  StreamSettings stream() {
    return stream(guarantee == Guarantee.exactly_once_v2);
  }

  BatchSettings batches() {
    BatchSettings defaults = BatchSettings.DEFAULT;
    return Settings.checked(
        () ->
            new BatchSettings(
                batchSize.orElse(defaults.size()),
                linger.orElse(defaults.linger()),
                decoders.orElse(defaults.decoders()),
                batchSize.isEmpty(),
                decoders.isEmpty()));
  }
}
