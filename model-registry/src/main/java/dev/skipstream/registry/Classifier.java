package dev.skipstream.registry;

import dev.skipstream.schemas.event.ComputeFormat;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A family of torchvision's classifiers.
 *
 * @param name in messages
 * @param networks torchvision's names
 * @param defaults settings of its weights
 * @param last tensor with a row for each class
 * @param formats in which it computes
 */
record Classifier(
    String name,
    List<String> networks,
    DetectorSettings defaults,
    String last,
    Set<ComputeFormat> formats)
    implements Architecture {

  /** He et al. 2016, Xie et al. 2017 (ResNeXt), Zagoruyko and Komodakis 2016 (Wide-ResNet). */
  static final Classifier RESNET =
      new Classifier(
          "ResNet",
          List.of(
              "resnet18",
              "resnet34",
              "resnet50",
              "resnet101",
              "resnet152",
              "resnext50_32x4d",
              "resnext101_32x8d",
              "resnext101_64x4d",
              "wide_resnet50_2",
              "wide_resnet101_2"),
          ClassifierSettings.BILINEAR,
          "fc.weight",
          EnumSet.allOf(ComputeFormat.class));

  /** Simonyan and Zisserman 2015. */
  static final Classifier VGG =
      new Classifier(
          "VGG",
          List.of("vgg16", "vgg19"),
          ClassifierSettings.BILINEAR,
          "classifier.6.weight",
          EnumSet.allOf(ComputeFormat.class));

  /** Huang et al. 2017. */
  static final Classifier DENSENET =
      new Classifier(
          "DenseNet",
          List.of("densenet121"),
          ClassifierSettings.BILINEAR,
          "classifier.weight",
          EnumSet.complementOf(EnumSet.of(ComputeFormat.INT8)));

  /** Tan and Le 2019. */
  static final Classifier EFFICIENTNET =
      new Classifier(
          "EfficientNet",
          List.of("efficientnet_b0"),
          ClassifierSettings.BICUBIC,
          "classifier.1.weight",
          EnumSet.complementOf(EnumSet.of(ComputeFormat.INT8)));

  private static final Pattern OLD_DENSE_LAYER =
      Pattern.compile("^(features\\.denseblock\\d+\\.denselayer\\d+\\.(?:norm|conv))\\.([12]\\.)");

  @Override
  public InputStream program(String network) {
    return Classifier.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    List<Integer> shape = shapes.get(last);
    int classes = shape.isEmpty() ? 0 : shape.get(0);
    if (classes < 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s: expected a row for each of two classes or more"
              .formatted(last, shape));
    }
    return classes;
  }

  /** Its class 0 is a class, not the background. */
  @Override
  public int firstClass() {
    return 0;
  }

  @Override
  public Set<ComputeFormat> formats(String network) {
    return formats;
  }

  /** torchvision's published DenseNets have the names of its first release. */
  @Override
  public String tensor(String tensor, Set<String> names) {
    return OLD_DENSE_LAYER.matcher(tensor).replaceFirst("$1$2");
  }
}
