package dev.skipstream.console;

import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts the records of the tracking streams onto the board.
 *
 * <p>Threading: for the reader's thread.
 */
final class TrackFeed {
  private final Map<String, Reader> readers = new HashMap<>();

  @FunctionalInterface
  private interface Reader {
    void take(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException;
  }

  TrackFeed(List<TrackTopics> streams, TrackBoard board) {
    for (TrackTopics topics : streams) {
      readers.put(
          topics.tracks(),
          record -> board.tracks(EventSerdes.readTracks(record.headers(), record.value())));
      readers.put(
          topics.happenings(),
          record -> board.happening(EventSerdes.readHappening(record.headers(), record.value())));
      readers.put(
          topics.counts(),
          record -> {
            if (record.value() != null) {
              board.count(EventSerdes.readLineCount(record.headers(), record.value()));
            }
          });
      readers.put(topics.rules(), record -> rules(topics, board, record));
    }
  }

  boolean reads(String topic) {
    return readers.containsKey(topic);
  }

  void take(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
    readers.get(record.topic()).take(record);
  }

  private static void rules(
      TrackTopics topics, TrackBoard board, ConsumerRecord<byte[], byte[]> record)
      throws InvalidEventException {
    var entry = EventSerdes.readRules(record.headers(), record.value());
    try {
      board.rules(
          topics.detections(),
          entry.from(),
          ZonesFile.parse(record.topic(), entry.file()).cameras());
    } catch (ZonesException e) {
      // The instances of 'track' report and ignore such an entry.
    }
  }
}
