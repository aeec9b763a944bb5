package dev.skipstream.source.street;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.RunLengthMask;
import java.util.Optional;

/**
 * The visible part of a person or thing in a frame.
 *
 * @param kind the class of the object
 * @param mask its visible pixels in the frame
 * @param occlusion the share of its part in the frame that other objects hide, 0 to 1, in
 *     thousandths
 * @param track the number of the person or thing in its street, from 1; 0 where it has none
 */
public record StreetObject(StreetClass kind, RunLengthMask mask, double occlusion, long track) {
  private static final int FAIR_PIXELS = 100;
  private static final double FAIR_OCCLUSION = 0.65;

  public StreetObject {
    occlusion = Math.round(1000 * occlusion) / 1000.0;
  }

  /** An object that is not known from other frames. */
  public StreetObject(StreetClass kind, RunLengthMask mask, double occlusion) {
    this(kind, mask, occlusion, 0);
  }

  /** Returns the box around its visible part, in pixels. */
  public BoundingBox box() {
    return mask.box();
  }

  /** Returns the number of its visible pixels. */
  public int visiblePixels() {
    return mask.area();
  }

  /** Returns this object as that of a number. */
  StreetObject of(long number) {
    return new StreetObject(kind, mask, occlusion, number);
  }

  /**
   * Returns if the visible part is too small to count as found or missed: a crowd of one, in COCO's
   * terms.
   */
  boolean hardlySeen() {
    return visiblePixels() < FAIR_PIXELS || occlusion > FAIR_OCCLUSION;
  }

  /** Returns this object as a ground-truth event has it. */
  public TrueObject asTruth() {
    return new TrueObject(
        kind.label(),
        kind.id(),
        box(),
        Optional.of((double) visiblePixels()),
        Optional.of(occlusion),
        hardlySeen(),
        track == 0 ? Optional.empty() : Optional.of(track));
  }

  /** Returns this object as a ground-truth event has it, with its pixels. */
  TrueObject asTruthWithMask() {
    return asTruth().withMask(mask.event());
  }
}
