package dev.skipstream.tracking;

import dev.skipstream.schemas.event.LineCount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The counts of one partition.
 *
 * @param lastFrame the time of the camera's last frame in this partition, if it had one; of a query
 *     for one camera
 */
record PartitionCounts(int partition, Optional<Instant> lastFrame, List<LineCount> counts) {
  PartitionCounts {
    counts = List.copyOf(counts);
  }
}
