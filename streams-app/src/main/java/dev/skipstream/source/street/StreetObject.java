package dev.skipstream.source.street;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;
import java.util.Optional;

/**
 * What is seen of somebody or something in a frame.
 *
 * @param kind what it is
 * @param box around what is seen of it, in pixels
 * @param visiblePixels how many are seen
 * @param occlusion the share of what lies in the frame that others hide, 0 to 1, in thousandths
 */
public record StreetObject(StreetClass kind, BoundingBox box, int visiblePixels, double occlusion) {
  private static final int FAIR_PIXELS = 100;
  private static final double FAIR_OCCLUSION = 0.65;

  public StreetObject {
    occlusion = Math.round(1000 * occlusion) / 1000.0;
  }

  /**
   * Whether so little of it is seen that nobody would be asked to find it, nor be wrong to: a crowd
   * of one, in COCO's terms.
   */
  boolean hardlySeen() {
    return visiblePixels < FAIR_PIXELS || occlusion > FAIR_OCCLUSION;
  }

  /** The same in the terms of an event. */
  TrueObject asTruth() {
    return new TrueObject(
        kind.label(),
        kind.id(),
        box,
        Optional.of((double) visiblePixels),
        Optional.of(occlusion),
        hardlySeen());
  }
}
