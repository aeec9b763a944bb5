package dev.skipstream.stream;

import dev.skipstream.async.CommittedNotes;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The topic id in the metadata of a committed offset: it states to which topic of the name the
 * offset belongs.
 */
final class TopicIdNote {
  private static final String HIGH = "skipstream.topic-id.high";
  private static final String LOW = "skipstream.topic-id.low";

  private TopicIdNote() {}

  /** The notes for an input of this id. */
  static Map<String, Long> of(Uuid id) {
    return Map.of(HIGH, id.getMostSignificantBits(), LOW, id.getLeastSignificantBits());
  }

  /** The metadata of an offset that belongs to a topic of this id. */
  static String metadata(Uuid id) {
    return CommittedNotes.write(of(id));
  }

  /** Reads the id; there is none in what versions before this one committed. */
  static Optional<Uuid> read(String metadata) {
    Map<String, Long> notes = CommittedNotes.read(metadata);
    return notes.containsKey(HIGH) && notes.containsKey(LOW)
        ? Optional.of(new Uuid(notes.get(HIGH), notes.get(LOW)))
        : Optional.empty();
  }
}
