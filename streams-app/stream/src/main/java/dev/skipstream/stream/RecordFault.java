package dev.skipstream.stream;

import dev.skipstream.async.RecordException;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.telemetry.StopCause;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A record that ended the stream.
 *
 * @param at the position of the record
 * @param what the description of the fault
 */
record RecordFault(InputPosition at, String what) {

  /**
   * The fault of a record whose outcome the broker or the producer refuses. Empty if the cause is
   * not this record: a broker that is not available, a missing right, or another record of the same
   * batch.
   */
  static Optional<RecordFault> ofRefusal(InputPosition at, Throwable failure) {
    return failure instanceof RecordTooLargeException
            || failure instanceof RecordBatchTooLargeException
            || failure instanceof InvalidTimestampException
            || failure instanceof InvalidRecordException
            || failure instanceof SerializationException
        ? Optional.of(new RecordFault(at, "its outcome is refused: " + failure))
        : Optional.empty();
  }

  /**
   * The fault of the record that a failure of the stream names. Empty if it names none, or if the
   * broker, the device or the model failed during its processing.
   */
  static Optional<RecordFault> of(Throwable failure) {
    if (StopCause.of(failure) != StopCause.INTERNAL) {
      return Optional.empty();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordException named) {
        return Optional.of(
            new RecordFault(
                new InputPosition(
                    named.partition().topic(), named.partition().partition(), named.offset()),
                named.what()));
      }
    }
    return Optional.empty();
  }
}
