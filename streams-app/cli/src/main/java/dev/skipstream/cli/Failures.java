package dev.skipstream.cli;

import dev.skipstream.async.CommitBudgetException;
import dev.skipstream.comparison.InvalidConditionException;
import dev.skipstream.comparison.PromotionRefusedException;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.UnavailableDeviceException;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.redrive.RedriveRefusedException;
import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.location.InvalidLocationException;
import dev.skipstream.replay.ReplayRefusedException;
import dev.skipstream.source.SourceException;
import dev.skipstream.stream.NativeLibraryException;
import dev.skipstream.stream.SkipRefusedException;
import dev.skipstream.stream.StreamStoppedException;
import dev.skipstream.telemetry.JournalException;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.tls.TlsFileException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ClusterFault;
import dev.skipstream.topics.range.InvalidRangeException;
import dev.skipstream.zones.ZonesException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one line for the user and an exit status for scripts. */
final class Failures implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    ExitCode code = codeOf(e);
    command
        .getErr()
        .println("skipstream: " + UrlPasswords.hide(String.valueOf(messageOf(e, code))));
    LOG.debug("the command failed", e);
    return code.status();
  }

  static ExitCode codeOf(Exception e) {
    if (e instanceof StreamStoppedException stopped) {
      return codeOf(stopped.stopCause());
    }
    if (e instanceof BadInputException
        || e instanceof InvalidModelException
        || e instanceof UnknownModelException
        || e instanceof InvalidLocationException
        || e instanceof AliasMovedException
        || e instanceof InvalidRangeException
        || e instanceof UnfitInputException
        || e instanceof InvalidConditionException
        || e instanceof PromotionRefusedException
        || e instanceof CommitBudgetException
        || e instanceof JournalException
        || isBadSetting(e)
        || e instanceof ReplayRefusedException
        || e instanceof SourceException
        || e instanceof TlsFileException
        || e instanceof SkipRefusedException
        || e instanceof RedriveRefusedException
        || e instanceof UnfitInstanceException
        || e instanceof ZonesException) {
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof BrokerException || e instanceof KafkaException) {
      return ExitCode.BROKER;
    }
    if (e instanceof UnavailableDeviceException) {
      return ExitCode.DEVICE;
    }
    if (e instanceof RegistryUnavailableException) {
      return ExitCode.REGISTRY;
    }
    if (e instanceof DetectorException) {
      return ExitCode.MODEL;
    }
    return ExitCode.INTERNAL;
  }

  /** The exit code of a stream that ended by itself. */
  static ExitCode codeOf(StopCause cause) {
    return switch (cause) {
      case BROKER -> ExitCode.BROKER;
      case MODEL -> ExitCode.MODEL;
      case DEVICE -> ExitCode.DEVICE;
      case SETTINGS -> ExitCode.BAD_INPUT;
      case INTERNAL -> ExitCode.INTERNAL;
    };
  }

  /**
   * Reports an {@link Error}, which picocli passes on, and returns the exit status: a process that
   * lacks memory or file descriptors has to end, though its other threads go on.
   */
  static int fatal(Error e) {
    System.err.println("skipstream: " + messageOf(e, ExitCode.INTERNAL));
    LOG.debug("the command failed", e);
    return ExitCode.INTERNAL.status();
  }

  /** Kafka wraps what is wrong with a setting in the failure to make a client. */
  private static boolean isBadSetting(Exception e) {
    for (Throwable cause = e; cause instanceof KafkaException; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return true;
      }
    }
    return false;
  }

  private static String messageOf(Throwable e, ExitCode code) {
    if (e instanceof InvalidLocationException || e instanceof UnavailableDeviceException) {
      return "--" + e.getMessage(); // It begins with the name of the setting.
    }
    if (code != ExitCode.INTERNAL || e instanceof NativeLibraryException) {
      // Other codes have a message of their own, with the place.
      return e instanceof KafkaException kafka ? textOf(kafka) : e.getMessage();
    }
    return Exhaustion.messageOf(e)
        .orElse(
            "internal error, please report it with the output of SKIPSTREAM_LOG=debug: "
                + (e instanceof StreamStoppedException ? e.getMessage() : e));
  }

  /** Kafka's own text goes with that of the innermost cause, which says more. */
  private static String textOf(KafkaException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String own =
        root == e
            ? "Kafka: " + e.getMessage()
            : "Kafka: %s (%s)".formatted(e.getMessage(), root.getMessage());
    return ClusterFault.explain(e).orElse(own);
  }
}
