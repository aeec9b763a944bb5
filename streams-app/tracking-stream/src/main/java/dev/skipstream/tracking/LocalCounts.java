package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.track.CameraState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The counts in the stores of this instance, and the other instances that have some.
 *
 * <p>Threading: any thread; reads from stores that their stream threads write.
 */
final class LocalCounts {
  private final KafkaStreams streams;
  private final Counting counting;
  private final int partitions;

  /**
   * Reads the stores of a stream.
   *
   * @param partitions of the topic of detections
   */
  LocalCounts(KafkaStreams streams, Counting counting, int partitions) {
    this.streams = streams;
    this.counting = counting;
    this.partitions = partitions;
  }

  /** Returns the number of partitions that all instances have together. */
  int partitions() {
    return partitions;
  }

  /** Returns the addresses of all instances. */
  Set<HostInfo> hosts() {
    return streams.metadataForAllStreamsClients().stream()
        .map(instance -> instance.hostInfo())
        .filter(host -> !host.equals(HostInfo.unavailable()))
        .collect(Collectors.toSet());
  }

  /**
   * Returns the counts of each partition of this instance that can be read now. A partition whose
   * stores are restored is left out.
   *
   * @param camera of all cameras where it is absent
   */
  List<PartitionCounts> read(Optional<String> camera) {
    List<PartitionCounts> found = new ArrayList<>();
    Set<Integer> own =
        streams.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .map(task -> task.taskId().partition())
            .collect(Collectors.toSet());
    for (int partition : own) {
      try {
        found.add(read(partition, camera));
      } catch (InvalidStateStoreException e) {
        // Restored, or moved to another instance since the task was listed.
      }
    }
    return found;
  }

  private PartitionCounts read(int partition, Optional<String> camera) {
    LineCounts counts = new LineCounts(store(TrackingTopology.COUNTS, partition), counting);
    return new PartitionCounts(
        partition,
        camera.flatMap(name -> lastFrame(partition, name)),
        camera.map(counts::of).orElseGet(counts::all));
  }

  private Optional<Instant> lastFrame(int partition, String camera) {
    return Optional.ofNullable(
            store(TrackingTopology.CAMERAS, partition).get(Bytes.wrap(camera.getBytes(UTF_8))))
        .map(CameraRecordFormat::decode)
        .map(CameraRecord::tracker)
        .map(CameraState::lastTime)
        .filter(last -> last.isPresent())
        .map(last -> Instant.EPOCH.plus(last.getAsLong(), ChronoUnit.MICROS));
  }

  private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition));
  }
}
