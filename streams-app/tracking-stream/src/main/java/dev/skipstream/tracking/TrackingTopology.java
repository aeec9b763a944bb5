package dev.skipstream.tracking;

import dev.skipstream.stream.OutgoingRecord;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.zones.RuleVersions;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The picture of tracking: detections in, events of tracks to one of three topics. */
final class TrackingTopology {
  /** The store with a {@link CameraRecord} for each camera, by its name in UTF-8. */
  static final String CAMERAS = "cameras";

  /** The store with the counts of lines, by {@link CountKey}. */
  static final String COUNTS = "counts";

  static final String TRACK = "track";
  static final String TO_TRACKS = "to-tracks";
  static final String TO_HAPPENINGS = "to-happenings";
  static final String TO_COUNTS = "to-counts";

  private static final String FROM_DETECTIONS = "from-detections";

  /** A record without a timestamp is no reason to end the stream. */
  private static final TimestampExtractor TIMESTAMPS =
      (record, partitionTime) -> Math.max(0, record.timestamp());

  private TrackingTopology() {}

  /**
   * All parts of the topology.
   *
   * @param topicId of the topic of detections
   * @param rules the versions of the rules, as they are now; asked for each frame
   */
  record Parts(
      TrackTopics topics,
      Uuid topicId,
      TrackerSettings tracker,
      Counting counting,
      Supplier<RuleVersions> rules,
      TrackingMetrics metrics) {}

  /**
   * Builds the topology.
   *
   * <pre>
   * from-detections -> track (cameras, counts) -> to-tracks
   *                                            -> to-happenings
   *                                            -> to-counts
   * </pre>
   *
   * Events go to the partition of the same number as their input. The state of a camera belongs to
   * the partition that its frames came in, because publishers choose the partitions.
   */
  static Topology build(Parts parts) {
    Topology topology = new Topology();
    topology
        .addSource(
            AutoOffsetReset.earliest(),
            FROM_DETECTIONS,
            TIMESTAMPS,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            parts.topics().detections())
        .addProcessor(TRACK, () -> new CameraProcessor(parts), FROM_DETECTIONS)
        .addStateStore(store(CAMERAS), TRACK)
        .addStateStore(store(COUNTS), TRACK);
    addSink(topology, TO_TRACKS, parts.topics().tracks());
    addSink(topology, TO_HAPPENINGS, parts.topics().happenings());
    addSink(topology, TO_COUNTS, parts.topics().counts());
    return topology;
  }

  /** The cache reduces the changelog to one record for each key and commit. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(
        name,
        topic,
        new ByteArraySerializer(),
        OutgoingRecord.SERIALIZER,
        OutgoingRecord.PARTITIONER,
        TRACK);
  }
}
