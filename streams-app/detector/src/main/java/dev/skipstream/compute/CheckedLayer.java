package dev.skipstream.compute;

import dev.skipstream.detect.LayerShape;

/**
 * A layer as the check runs it.
 *
 * @param shape with a map so small that the check is short
 * @param weight the time of all such layers of a frame, in units of the time of this one
 */
record CheckedLayer(LayerShape shape, double weight) {
  /** The products of the largest layer that is run as it is: a few milliseconds of a core. */
  private static final long PRODUCTS = 60_000_000;

  /** The pixels from which the detector chooses the kernels of large maps. */
  private static final int LARGE_MAP = 2560;

  /** The rows of a matrix product from which its time depends linearly on them. */
  private static final int LEAST_ROWS = 64;

  /** Reduces the height of a large map, on which the time depends linearly. */
  static CheckedLayer of(LayerShape layer, int times) {
    double share = Math.min(1, (double) PRODUCTS / layer.products());
    int least = layer.kernel() == 0 ? LEAST_ROWS : LARGE_MAP / layer.width() + 1;
    int height = Math.max(Math.min(least, layer.height()), (int) (layer.height() * share));
    LayerShape checked = layer.withHeight(height);
    return new CheckedLayer(checked, (double) times * layer.products() / checked.products());
  }
}
