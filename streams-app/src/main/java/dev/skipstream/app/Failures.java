package dev.skipstream.app;

import dev.skipstream.async.CommitBudgetException;
import dev.skipstream.broker.BrokerException;
import dev.skipstream.broker.InvalidRangeException;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.UnavailableDeviceException;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.replay.ReplayRefusedException;
import dev.skipstream.source.SourceException;
import dev.skipstream.topology.JournalException;
import dev.skipstream.topology.NativeLibraryException;
import dev.skipstream.topology.StopCause;
import dev.skipstream.topology.StreamStoppedException;
import org.apache.kafka.common.KafkaException;
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
    command.getErr().println("skipstream: " + messageOf(e, code));
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
        || e instanceof AliasMovedException
        || e instanceof InvalidRangeException
        || e instanceof UnfitInputException
        || e instanceof CommitBudgetException
        || e instanceof JournalException
        || e instanceof ReplayRefusedException
        || e instanceof SourceException) {
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof BrokerException || e instanceof KafkaException) {
      return ExitCode.BROKER;
    }
    if (e instanceof UnavailableDeviceException) {
      return ExitCode.DEVICE;
    }
    if (e instanceof DetectorException || e instanceof RegistryUnavailableException) {
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

  private static String messageOf(Throwable e, ExitCode code) {
    return Exhaustion.messageOf(e)
        .orElseGet(
            () ->
                code == ExitCode.INTERNAL && !(e instanceof NativeLibraryException)
                    ? "internal error, please report it with the output of SKIPSTREAM_LOG=debug: "
                        + e
                    : e.getMessage());
  }
}
