package dev.skipstream.source;

import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;

/**
 * The ground truth of a frame, from its source.
 *
 * @param width pixels of the image
 * @param height pixels of the image
 * @param frameClass the class of the whole image, where the source has one
 */
public record FrameTruth(
    int width, int height, List<TrueObject> objects, Optional<TrueClass> frameClass) {
  public FrameTruth {
    objects = List.copyOf(objects);
  }

  /** The ground truth of a frame without a class. */
  public FrameTruth(int width, int height, List<TrueObject> objects) {
    this(width, height, objects, Optional.empty());
  }
}
