package dev.skipstream.stream.internal.frame;

import dev.skipstream.detect.ResizedShape;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Optional;

/**
 * The properties that the frames of one batch share.
 *
 * @param group the only one whose frames may be in the batch; none where any may
 */
public record FrameBucket(ModelIdentity model, ResizedShape shape, Optional<OffsetGroup> group) {

  /** A bucket of whatever comes. */
  FrameBucket(ModelIdentity model, ResizedShape shape) {
    this(model, shape, Optional.empty());
  }

  /** The part of it that is a group's own. */
  public FrameBucket of(OffsetGroup only) {
    return new FrameBucket(model, shape, Optional.of(only));
  }
}
