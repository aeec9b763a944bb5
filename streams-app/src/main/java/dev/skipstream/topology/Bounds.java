package dev.skipstream.topology;

import dev.skipstream.async.Intake;
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
}
