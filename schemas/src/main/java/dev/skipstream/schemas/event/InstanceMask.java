package dev.skipstream.schemas.event;

import java.util.List;

/**
 * The pixels of one object, as COCO writes them in JSON.
 *
 * @param size rows and columns of the image
 * @param counts runs of pixels outside and inside of the mask, down the columns, in COCO's
 *     compressed text
 */
public record InstanceMask(List<Integer> size, String counts) {

  public InstanceMask {
    size = List.copyOf(size);
    if (size.size() != 2 || size.get(0) < 1 || size.get(1) < 1) {
      throw new IllegalArgumentException(
          "size of the mask is %s: expected rows and columns, at least 1 of each".formatted(size));
    }
  }
}
