package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer with weights of a network that can be imported.
 *
 * @param name torchvision's, the checkpoint's prefix of its {@code .weight} and, without a norm, of
 *     its {@code .bias}
 * @param norm torchvision's name of the batch norm after it, its own if it is one, or null
 * @param transposed true for a transposed convolution, whose weight has its inputs first
 * @param unbiased true if the checkpoint has neither a norm after it nor a bias
 * @param shape of the checkpoint's weight: (outputs, inputs), (outputs, inputs, height, width), or
 *     (outputs) of a norm. A negative number of outputs counts classes
 * @param stride pixels from one position of a convolution to the next; 1 for other layers
 * @param pixels positions of the kernel or, for a matrix product, of the map it takes. The
 *     checkpoint has (outputs, channels, pixels), the archive (outputs, pixels, channels)
 * @param weightKey of the storage to write
 * @param biasKey of the storage to write
 */
public record Layer(
    String name,
    String norm,
    boolean transposed,
    boolean unbiased,
    List<Integer> shape,
    int stride,
    int pixels,
    String weightKey,
    String biasKey) {

  /**
   * Returns the layers of a network that have weights.
   *
   * @param network torchvision's name
   * @throws InvalidModelException when the network is unknown
   */
  public static List<Layer> of(String network) {
    return Skeleton.of(network).recipe().layers();
  }

  /** The checkpoint's names that belong to this layer and must be there. */
  List<String> tensors() {
    if (norm == null) {
      return unbiased ? List.of(weight()) : List.of(weight(), bias());
    }
    if (isNorm()) {
      return List.of(weight(), bias(), norm + ".running_mean", norm + ".running_var");
    }
    return List.of(
        weight(), norm + ".weight", norm + ".bias", norm + ".running_mean", norm + ".running_var");
  }

  /** Returns true for a batch norm that follows no convolution, so that none can take it in. */
  boolean isNorm() {
    return name.equals(norm);
  }

  String weight() {
    return name + ".weight";
  }

  String bias() {
    return name + ".bias";
  }

  /** The sizes of the checkpoint's weight for a number of classes, the background included. */
  public List<Integer> weightShape(int classes) {
    List<Integer> sizes = new ArrayList<>(shape);
    sizes.set(0, outputs(classes));
    return sizes;
  }

  /** Returns the number of biases for a number of classes, the background included. */
  public int biases(int classes) {
    return transposed ? shape.get(1) : outputs(classes);
  }

  /** The layer's output channels for a number of classes, the background included. */
  public int outputs(int classes) {
    return shape.get(0) < 0 ? -shape.get(0) * classes : shape.get(0);
  }
}
