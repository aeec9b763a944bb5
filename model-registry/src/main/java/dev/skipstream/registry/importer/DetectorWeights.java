package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A checkpoint seen as the layers of a skeleton: each with the batch norm after it folded in and
 * its channels last. Layers are computed when asked for.
 */
final class DetectorWeights {
  private final TorchvisionCheckpoint checkpoint;
  private final Skeleton skeleton;
  private final int classes;
  private final NormEps eps;

  /**
   * A layer's numbers in the order of the archive.
   *
   * @param weight (outputs, pixels, channels)
   */
  record LayerWeights(float[] weight, float[] bias) {}

  private DetectorWeights(
      TorchvisionCheckpoint checkpoint, Skeleton skeleton, int classes, NormEps eps) {
    this.checkpoint = checkpoint;
    this.skeleton = skeleton;
    this.classes = classes;
    this.eps = eps;
  }

  /**
   * Recognises the architecture of a checkpoint and checks that each tensor is there and has the
   * shape it should have.
   *
   * @param known the kinds of detectors to choose from
   * @param eps of the batch norms; absent for {@link NormEps}' choice
   * @throws InvalidModelException naming a tensor that is missing, unexpected or misshapen
   */
  static DetectorWeights of(
      TorchvisionCheckpoint checkpoint, Architectures known, OptionalDouble eps) {
    Skeleton skeleton = Recognition.recognise(known, checkpoint.shapes());
    int classes = skeleton.kind().classes(checkpoint.shapes());
    NormEps chosen =
        NormEps.of(
            eps,
            checkpoint.names(),
            skeleton.kind(),
            skeleton.architecture(),
            classes,
            checkpoint.training());
    DetectorWeights weights = new DetectorWeights(checkpoint, skeleton, classes, chosen);
    skeleton.recipe().layers().forEach(weights::requireShapes);
    return weights;
  }

  private void requireShapes(Layer layer) {
    List<Integer> outputs = List.of(layer.biases(classes));
    for (String name : layer.tensors()) {
      List<Integer> expected = name.equals(layer.weight()) ? layer.weightShape(classes) : outputs;
      List<Integer> shape = checkpoint.shape(name);
      checkpoint.requireWeights(name);
      if (!shape.equals(expected)) {
        throw new InvalidModelException(
            "tensor %s has shape %s: expected %s, as in torchvision's %s with %d classes"
                .formatted(name, shape, expected, skeleton.architecture(), classes));
      }
    }
  }

  /** Returns the kind of detector. */
  Architecture kind() {
    return skeleton.kind();
  }

  /** torchvision's name of the network. */
  String architecture() {
    return skeleton.architecture();
  }

  Skeleton skeleton() {
    return skeleton;
  }

  /** The background included. */
  int classes() {
    return classes;
  }

  /** The number that is added to the batch norms' variances. */
  NormEps eps() {
    return eps;
  }

  /**
   * Reads a layer and folds its batch norm.
   *
   * @throws InvalidModelException when an element is not finite or the checkpoint is cut short
   */
  LayerWeights read(Layer layer) {
    if (layer.isNorm()) {
      float[] ones = new float[layer.outputs(classes)];
      Arrays.fill(ones, 1);
      return fold(layer, ones);
    }
    float[] weight = channelsLast(layer, checkpoint.read(layer.weight()));
    if (layer.norm() != null) {
      return fold(layer, weight);
    }
    return new LayerWeights(
        weight,
        layer.unbiased() ? new float[layer.biases(classes)] : checkpoint.read(layer.bias()));
  }

  private float[] channelsLast(Layer layer, float[] source) {
    int pixels = layer.pixels();
    if (pixels == 1) {
      return source;
    }
    int perOutput = source.length / layer.outputs(classes);
    int channels = perOutput / pixels;
    float[] weight = new float[source.length];
    for (int output = 0; output < source.length; output += perOutput) {
      for (int channel = 0; channel < channels; channel++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          weight[output + pixel * channels + channel] = source[output + channel * pixels + pixel];
        }
      }
    }
    return weight;
  }

  /**
   * {@code norm(conv(x)) = (conv(x) - mean) * scale + shift} with {@code scale = gamma / sqrt(var +
   * eps)} is a convolution whose weights are scaled and whose bias is {@code shift - mean * scale}.
   */
  private LayerWeights fold(Layer layer, float[] weight) {
    float[] gamma = checkpoint.read(layer.norm() + ".weight");
    float[] shift = checkpoint.read(layer.norm() + ".bias");
    float[] mean = checkpoint.read(layer.norm() + ".running_mean");
    float[] variance = checkpoint.read(layer.norm() + ".running_var");
    float[] bias = new float[gamma.length];
    int perOutput = weight.length / gamma.length;
    for (int output = 0; output < gamma.length; output++) {
      double scale = gamma[output] / Math.sqrt(variance[output] + eps.value());
      if (!Double.isFinite(scale)) {
        throw new InvalidModelException(
            "batch norm %s has variance %s for channel %d: expected more than %s; give the eps it was trained with"
                .formatted(layer.norm(), variance[output], output, -eps.value()));
      }
      bias[output] = (float) (shift[output] - mean[output] * scale);
      for (int i = output * perOutput; i < (output + 1) * perOutput; i++) {
        weight[i] = (float) (weight[i] * scale);
      }
    }
    return new LayerWeights(weight, bias);
  }
}
