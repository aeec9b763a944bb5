package dev.skipstream.stream;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.stream.internal.journal.RecordFailures;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ClusterFault;
import java.util.Map;

/** The stream ended by itself; nothing is lost: what was not committed is read again. */
public final class StreamStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NAMED = 3;

  private final StopCause stopCause;

  StreamStoppedException(Throwable cause) {
    this("the stream stopped: " + rootMessage(cause), cause);
  }

  private StreamStoppedException(String message, Throwable cause) {
    super(message, cause);
    this.stopCause = StopCause.of(cause);
  }

  /**
   * The end of a stream that records are at fault for.
   *
   * @param application whose stream it was
   * @param failures of each of these records, this end included
   */
  static StreamStoppedException of(
      String application, Map<RecordFault, RecordFailures> failures, Throwable cause) {
    StringBuilder message = new StringBuilder("the stream stopped");
    failures.entrySet().stream()
        .limit(NAMED)
        .forEach(
            one ->
                message
                    .append(" at record ")
                    .append(said(application, one.getKey(), one.getValue()))
                    .append('.'));
    if (failures.size() > NAMED) {
      message.append(" %d more records were refused with them.".formatted(failures.size() - NAMED));
    }
    return new StreamStoppedException(message.toString(), cause);
  }

  private static String said(String application, RecordFault fault, RecordFailures failures) {
    InputPosition at = fault.at();
    return "%s: %s. %s; to skip it by hand: skipstream skip --topic %s --partition %d --offset %d%s --because \"…\""
        .formatted(
            at,
            fault.what(),
            next(failures),
            at.topic(),
            at.partition(),
            at.offset(),
            application.equals("skipstream") ? "" : " --application-id " + application);
  }

  private static String next(RecordFailures failures) {
    if (failures.alone()) {
      return "It ran alone: the next start writes it to the dead letters as stopped-the-stream, and"
          + " goes on";
    }
    return failures.count() == 1
        ? "The next start tries it again, and after one more such end it is tried alone"
        : "The stream stopped at it %d times: the next start tries it alone"
            .formatted(failures.count());
  }

  /** Returns the cause of the end. */
  public StopCause stopCause() {
    return stopCause;
  }

  /**
   * A message of this program states the action to take. Without one, Kafka's innermost cause is
   * the most specific.
   */
  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof BrokerException)) {
      root = root.getCause();
    }
    if (root instanceof BrokerException) {
      return root.getMessage();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return ClusterFault.explain(failure).orElse(text);
  }
}
