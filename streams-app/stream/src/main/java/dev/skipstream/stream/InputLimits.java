package dev.skipstream.stream;

import dev.skipstream.async.Intake;
import dev.skipstream.frame.GroupSource;
import java.time.Duration;
import java.util.Optional;

/**
 * The part of its inputs that an app accepts, and the source of its batches.
 *
 * @param intake the accepted records and their rate
 * @param groups provides the missing frames of a batch. With it, a batch has the frames of a group
 *     of offsets; without it, those that arrive together
 */
public record InputLimits(Intake intake, Optional<GroupSource> groups) {

  /** Accepts all records, in batches of frames that arrive together. */
  public static final InputLimits NONE = new InputLimits(Intake.ALL, Optional.empty());

  /**
   * Returns the maximum number of frames that are decoded and not yet inferred. A group leaves when
   * all its frames are decoded, so that it must fit, however few of its records are in flight;
   * another is decoded while it runs.
   */
  int decodedFrames(int credits, int batchSize) {
    return groups.isPresent() ? Math.max(credits, 2 * batchSize) : credits;
  }

  /**
   * Returns the maximum busy time of a device for one record. With groups it is the time of the
   * whole group: each record that a commit waits for may be the only in-flight record of its group.
   */
  Duration timeOfRecord(Duration frameTime, int batchSize) {
    return groups.isPresent() ? frameTime.multipliedBy(batchSize) : frameTime;
  }
}
