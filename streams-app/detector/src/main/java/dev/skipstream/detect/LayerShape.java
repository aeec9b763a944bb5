package dev.skipstream.detect;

/**
 * A convolution or matrix product of a network, with the size of its input.
 *
 * @param inputs channels
 * @param outputs channels
 * @param kernel side in pixels; 0 for a matrix product
 * @param stride pixels; 1 for a matrix product
 * @param groups of channels; 1 for a matrix product
 * @param height pixels of the input map; the rows of a matrix product
 * @param width pixels of the input map; 1 for a matrix product
 * @param dilation pixels from one tap of the kernel to the next
 * @param last true for the last layer of a head, which int8 leaves in fp32
 */
public record LayerShape(
    int inputs,
    int outputs,
    int kernel,
    int stride,
    int groups,
    int height,
    int width,
    int dilation,
    boolean last) {

  /** Describes a layer whose taps are neighbours. */
  public LayerShape(
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int groups,
      int height,
      int width,
      boolean last) {
    this(inputs, outputs, kernel, stride, groups, height, width, 1, last);
  }

  /** Returns the number of products of the layer. */
  public long products() {
    long positions = (long) (height / stride) * Math.max(1, width / stride);
    return positions * outputs * (inputs / groups) * Math.max(1, kernel * kernel);
  }

  /** Returns the layer on a map of another height. */
  public LayerShape withHeight(int other) {
    return new LayerShape(inputs, outputs, kernel, stride, groups, other, width, dilation, last);
  }

  /** Returns a text for messages, such as {@code 3x3 convolution 64 to 128 of 56x80, stride 2}. */
  @Override
  public String toString() {
    if (kernel == 0) {
      return "matrix product %d to %d of %d rows".formatted(inputs, outputs, height);
    }
    return "%dx%d convolution %d to %d of %dx%d%s%s%s"
        .formatted(
            kernel,
            kernel,
            inputs,
            outputs,
            height,
            width,
            stride == 1 ? "" : ", stride " + stride,
            groups == 1 ? "" : ", %d groups".formatted(groups),
            dilation == 1 ? "" : ", dilation " + dilation);
  }
}
