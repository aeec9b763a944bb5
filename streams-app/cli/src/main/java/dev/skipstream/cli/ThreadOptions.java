package dev.skipstream.cli;

import dev.skipstream.stream.StreamSettings;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.GroupProtocol;
import picocli.CommandLine.Option;

/** Options for the threads and commits of a stream. */
class ThreadOptions {
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
      description =
          "time between commits, after which readers see what is written (default: 500ms; of"
              + " 'track' 200ms)",
      converter = DurationConverter.class)
  private Optional<Duration> commitInterval;

  @Option(
      names = "--stop-limit",
      paramLabel = "DURATION",
      description = "maximum time of a clean stop (default: 30s)",
      converter = DurationConverter.class)
  private Optional<Duration> stopLimit;

  /** Returns the settings of a stream with a guarantee. */
  StreamSettings stream(boolean exactlyOnce) {
    return stream(exactlyOnce, StreamSettings.DEFAULT.commitInterval());
  }

  /**
   * Returns the settings of a stream with a guarantee.
   *
   * @param unsaid the time between commits, unless the user states another
   */
  StreamSettings stream(boolean exactlyOnce, Duration unsaid) {
    StreamSettings defaults = StreamSettings.DEFAULT;
    return Settings.checked(
        () ->
            new StreamSettings(
                exactlyOnce,
                protocol,
                threads.orElse(defaults.threads()),
                commitInterval.orElse(unsaid),
                stopLimit.orElse(defaults.stopLimit())));
  }
}
