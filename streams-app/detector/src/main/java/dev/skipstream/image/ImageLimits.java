package dev.skipstream.image;

/**
 * The largest image that is decoded. All are checked before a pixel is allocated.
 *
 * @param maxBytes of the encoded image
 * @param maxPixels width times height, as the image's header says
 * @param maxAspect longer side divided by the shorter
 */
public record ImageLimits(int maxBytes, long maxPixels, double maxAspect) {

  /** The default limits: 10 MiB, 40 megapixels (120 MB decoded), an aspect ratio of 20 to 1. */
  public static final ImageLimits DEFAULT = new ImageLimits(10 << 20, 40_000_000, 20);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || !(maxAspect >= 1)) {
      throw new IllegalArgumentException(
          "image limits are %d bytes, %d pixels, aspect %s: expected at least 1 each"
              .formatted(maxBytes, maxPixels, maxAspect));
    }
  }
}
