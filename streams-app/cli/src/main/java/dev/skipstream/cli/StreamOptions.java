package dev.skipstream.cli;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.stream.StreamSettings;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.GroupProtocol;
import picocli.CommandLine.Option;

/** Options for the stream. */
final class StreamOptions {

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
      names = "--group-protocol",
      paramLabel = "PROTOCOL",
      defaultValue = "classic",
      description =
          "classic, or streams (KIP-1071); the same for all instances (default: ${DEFAULT-VALUE})")
  private GroupProtocol protocol;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "stream threads; with two or more, one commits while another works (default: 2)")
  private Optional<Integer> threads;

  @Option(
      names = "--commit-interval",
      paramLabel = "DURATION",
      description = "time between commits, after which readers see outcomes (default: 500ms)",
      converter = DurationConverter.class)
  private Optional<Duration> commitInterval;

  @Option(
      names = "--stop-limit",
      paramLabel = "DURATION",
      description = "maximum time of a clean stop (default: 30s)",
      converter = DurationConverter.class)
  private Optional<Duration> stopLimit;

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
    StreamSettings defaults = StreamSettings.DEFAULT;
    return Settings.checked(
        () ->
            new StreamSettings(
                guarantee == Guarantee.exactly_once_v2,
                protocol,
                threads.orElse(defaults.threads()),
                commitInterval.orElse(defaults.commitInterval()),
                stopLimit.orElse(defaults.stopLimit())));
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
