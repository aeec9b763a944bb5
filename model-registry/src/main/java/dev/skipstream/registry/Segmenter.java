package dev.skipstream.registry;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A family of torchvision's segmentation networks.
 *
 * @param name in messages
 * @param networks torchvision's names
 */
record Segmenter(String name, List<String> networks) implements Architecture {

  /** Long et al. 2015, on dilated residual networks. */
  static final Segmenter FCN = new Segmenter("FCN", List.of("fcn_resnet50", "fcn_resnet101"));

  /** Chen et al. 2017. */
  static final Segmenter DEEPLAB =
      new Segmenter("DeepLabV3", List.of("deeplabv3_resnet50", "deeplabv3_resnet101"));

  /** Has a row for each class. */
  private static final String LAST = "classifier.4.weight";

  /** The second head of torchvision's weights. Training alone uses it. */
  private static final String AUXILIARY = "aux_classifier.";

  @Override
  public DetectorSettings defaults() {
    return SegmenterSettings.TORCHVISION;
  }

  @Override
  public InputStream program(String network) {
    return Segmenter.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    List<Integer> shape = shapes.get(LAST);
    int classes = shape.isEmpty() ? 0 : shape.get(0);
    if (classes < 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s: expected a row for each of two classes or more"
              .formatted(LAST, shape));
    }
    return classes;
  }

  @Override
  public boolean hasOptionalBackground() {
    return true;
  }

  @Override
  public boolean isOfTraining(String tensor) {
    return tensor.startsWith(AUXILIARY);
  }
}
