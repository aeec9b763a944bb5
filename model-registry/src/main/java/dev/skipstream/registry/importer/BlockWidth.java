package dev.skipstream.registry.importer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inner width of a residual network's blocks, which the shapes show: ResNeXt has several
 * groups, Wide-ResNet one group of more channels.
 *
 * @param groups of the 3x3 convolutions
 * @param channels of a group in the first stage; 64 in a plain network
 */
record BlockWidth(int groups, int channels) {
  private static final String CONVOLUTION = "layer1.0.conv2.weight";
  private static final String OF_DETECTOR = "backbone.body." + CONVOLUTION;

  /** Reads the width off a checkpoint; empty where its tensors have other shapes altogether. */
  static Optional<BlockWidth> of(Map<String, List<Integer>> shapes) {
    List<Integer> shape =
        shapes.getOrDefault(OF_DETECTOR, shapes.getOrDefault(CONVOLUTION, List.of()));
    return shape.size() == 4 && shape.get(1) > 0 && shape.get(0) % shape.get(1) == 0
        ? Optional.of(new BlockWidth(shape.get(0) / shape.get(1), shape.get(1)))
        : Optional.empty();
  }

  /** Returns the width as torchvision writes it, such as {@code 32x4d}. */
  @Override
  public String toString() {
    return groups + "x" + channels + "d";
  }
}
