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
  private static final long PRODUCTS = 150_000_000;

  /** The rows that kernels of any format need for their own speed. */
  private static final int LEAST_HEIGHT = 14;

  /** Reduces the height of a large map, on which the time depends linearly. */
  static CheckedLayer of(LayerShape layer, int times) {
    double share = Math.min(1, (double) PRODUCTS / layer.products());
    int height = Math.max(Math.min(LEAST_HEIGHT, layer.height()), (int) (layer.height() * share));
    LayerShape checked = layer.withHeight(height);
    return new CheckedLayer(checked, (double) times * layer.products() / checked.products());
  }
}
