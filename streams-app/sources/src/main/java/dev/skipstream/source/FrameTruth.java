package dev.skipstream.source;

import dev.skipstream.schemas.event.TrueObject;
import java.util.List;

/**
 * The ground truth of a frame, from its source.
 *
 * @param width pixels of the image
 * @param height pixels of the image
 */
public record FrameTruth(int width, int height, List<TrueObject> objects) {
  public FrameTruth {
    objects = List.copyOf(objects);
  }
}
