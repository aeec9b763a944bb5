package dev.skipstream.schemas.event;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The classes of the pixels of a frame. A pixel in no region is background.
 *
 * @param regions one for each class that the image has, in the order of the class ids
 */
public record Regions(List<Region> regions) implements Findings {
  private static final long REGION_BYTES = 192;

  /** A char of a mask's text is ASCII; the backslash is escaped by another one. */
  private static final long ESCAPED = 2;

  /** A char may be escaped in JSON. */
  private static final long BYTES_PER_CHAR = 24;

  public Regions {
    regions = List.copyOf(regions);
    Set<Integer> classIds = new HashSet<>();
    for (Region one : regions) {
      if (!classIds.add(one.classId())) {
        throw new IllegalArgumentException(
            "class %d has two regions: expected one region for each class"
                .formatted(one.classId()));
      }
      if (!one.mask().size().equals(regions.get(0).mask().size())) {
        throw new IllegalArgumentException(
            "masks of the regions are of images of %s and %s rows and columns: expected one size"
                .formatted(regions.get(0).mask().size(), one.mask().size()));
      }
    }
  }

  @Override
  public String kind() {
    return "regions";
  }

  @Override
  public long bytesAtMost() {
    return regions.stream()
        .mapToLong(
            one ->
                REGION_BYTES
                    + BYTES_PER_CHAR * one.label().length()
                    + ESCAPED * one.mask().counts().length())
        .sum();
  }

  /** The pixels stay those of the image: a view has other ones than its frame. */
  @Override
  public SegmentationEvent event(FrameInfo frame, Optional<InputPosition> input, EventModel model) {
    return new SegmentationEvent(frame, input, model, regions);
  }
}
