package dev.skipstream.redrive;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.range.CommittedReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The committed redrives of an input topic, by the input record.
 *
 * <p>Threading: for one thread.
 */
final class RedriveLog {
  private final String topicId;
  private final Map<String, Redrive> redrives = new HashMap<>();

  private RedriveLog(Uuid topicId) {
    this.topicId = topicId.toString();
  }

  /**
   * Reads the log.
   *
   * @param topic the topic of the log, which exists
   * @param inputId the id of the input topic
   * @throws BrokerException when the log cannot be read, or has an entry of another kind: then it
   *     does not tell what was redriven
   */
  static RedriveLog read(CommittedReader reader, String topic, Uuid inputId) {
    RedriveLog log = new RedriveLog(inputId);
    reader.readAll(
        List.of(topic),
        record -> {
          try {
            log.add(EventSerdes.readRedrive(record.headers(), record.value()));
          } catch (InvalidEventException e) {
            throw new BrokerException(
                "topic %s, offset %d: %s; expected the log of redrives; another program must not write to it"
                    .formatted(topic, record.offset(), e.getMessage()),
                e);
          }
        });
    return log;
  }

  /** Returns an empty log, of an input topic without redrives. */
  static RedriveLog empty(Uuid inputId) {
    return new RedriveLog(inputId);
  }

  /** Returns the redrive of an input record. */
  Optional<Redrive> find(InputPosition input) {
    return Optional.ofNullable(redrives.get(Redrive.key(topicId, input)));
  }

  void add(Redrive redrive) {
    redrives.put(redrive.key(), redrive);
  }

  /** Returns the id of the input topic, as entries have it. */
  String topicId() {
    return topicId;
  }
}
