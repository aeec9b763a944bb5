package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The cameras, models and categories of the last detections on a topic.
 *
 * @param cameras sources of frames, and the cameras that a publisher reported
 * @param labels categories of detections
 */
record SeenDetections(Set<String> cameras, Set<ModelIdentity> models, Set<String> labels) {
  /** A partition has few cameras, and each of them has many of its last records. */
  private static final long RECORDS_PER_PARTITION = 2_000;

  /**
   * Reads the last records of the topic of detections, and the topic of the states of cameras if it
   * exists. Blocks on the broker.
   */
  static SeenDetections read(Map<String, Object> client, String detections) {
    SeenDetections seen =
        new SeenDetections(
            new TreeSet<>(),
            new TreeSet<>((one, other) -> one.toString().compareTo(other.toString())),
            new TreeSet<>());
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      Map<TopicPartition, Long> begins = reader.begins(List.of(detections));
      Map<TopicPartition, Long> ends = reader.ends(List.of(detections));
      Map<TopicPartition, Long> from = new TreeMap<>(SeenDetections::order);
      ends.forEach(
          (partition, end) ->
              from.put(partition, Math.max(begins.get(partition), end - RECORDS_PER_PARTITION)));
      reader.read(from, ends, seen::add);
      if (Topics.exists(admin, Topics.CAMERA_STATUS)) {
        reader.readAll(
            List.of(Topics.CAMERA_STATUS),
            status -> {
              if (status.key() != null && status.value() != null) {
                seen.cameras().add(new String(status.key(), UTF_8));
              }
            });
      }
    }
    return seen;
  }

  private static int order(TopicPartition one, TopicPartition other) {
    return Integer.compare(one.partition(), other.partition());
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    try {
      OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
      cameras.add(event.source());
      if (event instanceof DetectionEvent detection) {
        models.add(detection.model().identity());
        detection.detections().forEach(each -> labels.add(each.label()));
      }
    } catch (InvalidEventException e) {
      // Not an outcome: it shows no camera.
    }
  }
}
