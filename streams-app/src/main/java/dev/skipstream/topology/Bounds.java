package dev.skipstream.topology;

import dev.skipstream.async.Intake;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of its inputs an app takes on, and what its batches are made of.
 *
 * @param intake which records, and how fast
 * @param groups has what a batch lacks; with it batches are formed by offset, see {@link
 *     OffsetGroups}, and without it of whatever comes together
 */
public record Bounds(Intake intake, Optional<GroupSource> groups) {

  /** All that comes, in batches of whatever comes together. */
  public static final Bounds NONE = new Bounds(Intake.ALL, Optional.empty());

  /**
   * How many frames may be decoded and not yet inferred. A group leaves when all its frames are
   * decoded, so that it must fit, however few of its records are under way; another is decoded
   * while it runs.
   */
  int decodedFrames(int credits, int batchSize) {
    return groups.isPresent() ? Math.max(credits, 2 * batchSize) : credits;
  }

  /**
   * How long a device may be busy for one record. By group it is the whole group's time: of the
   * records that a commit waits for each may be the only one of its group that is under way.
   */
  Duration timeOfRecord(Duration frameTime, int batchSize) {
    return groups.isPresent() ? frameTime.multipliedBy(batchSize) : frameTime;
  }
}
