package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The classes that a model gives to the pixels of one frame. Where the frame has a view, the pixels
 * are those of the image, which is a part of the frame.
 *
 * @param input the position of the frame's input record; absent if the frame was a file
 * @param regions one for each class that the image has, in the order of the class ids; a pixel in
 *     none is background
 */
public record SegmentationEvent(
    FrameInfo frame, Optional<InputPosition> input, EventModel model, List<Region> regions)
    implements FindingsEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.segmentation.v1";

  public SegmentationEvent {
    regions = new Regions(regions).regions();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Regions findings() {
    return new Regions(regions);
  }
}
