package dev.skipstream.source.street;

import java.util.List;

/**
 * A picture of the street, and what is in it.
 *
 * @param bgr [height, width, 3] uint8. Owned by the frame: it is never changed
 * @param objects of which enough is seen to know them, near ones first
 */
public record StreetFrame(byte[] bgr, int width, int height, List<StreetObject> objects) {
  public StreetFrame {
    objects = List.copyOf(objects);
  }
}
