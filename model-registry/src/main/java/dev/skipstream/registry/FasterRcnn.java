package dev.skipstream.registry;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Faster R-CNN with a feature pyramid (Ren et al. 2015, Lin et al. 2017), on residual networks of
 * each depth and on those of 50 and 101 layers that are wider (ResNeXt, Wide-ResNet).
 */
final class FasterRcnn implements Architecture {
  private static final String CLASSIFIER = "roi_heads.box_predictor.cls_score.weight";
  private static final Pattern PYRAMID_BLOCK =
      Pattern.compile("^(backbone\\.fpn\\.(?:inner|layer)_blocks\\.\\d)\\.(weight|bias)$");
  private static final Pattern PROPOSAL_HEAD =
      Pattern.compile("^rpn\\.head\\.conv\\.(weight|bias)$");

  private static final List<String> NETWORKS =
      List.of(
          "fasterrcnn_resnet18_fpn",
          "fasterrcnn_resnet34_fpn",
          "fasterrcnn_resnet50_fpn",
          "fasterrcnn_resnet101_fpn",
          "fasterrcnn_resnet152_fpn",
          "fasterrcnn_resnet50_fpn_v2",
          "fasterrcnn_resnext50_32x4d_fpn",
          "fasterrcnn_resnext101_32x8d_fpn",
          "fasterrcnn_resnext101_64x4d_fpn",
          "fasterrcnn_wide_resnet50_2_fpn",
          "fasterrcnn_wide_resnet101_2_fpn");

  @Override
  public String name() {
    return "Faster R-CNN";
  }

  @Override
  public List<String> networks() {
    return NETWORKS;
  }

  @Override
  public DetectorSettings defaults() {
    return FasterRcnnSettings.TORCHVISION;
  }

  @Override
  public InputStream program(String network) {
    return FasterRcnn.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    return classes(CLASSIFIER, shapes.get(CLASSIFIER));
  }

  /**
   * Returns the number of classes of a tensor that has a row for the background and one a class.
   *
   * @throws InvalidModelException when it has fewer than two rows
   */
  static int classes(String tensor, List<Integer> shape) {
    int classes = shape.isEmpty() ? 0 : shape.get(0);
    if (classes < 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s: expected a row for the background and one a class"
              .formatted(tensor, shape));
    }
    return classes;
  }

  /** Up to torchvision 0.13 these blocks were single convolutions. */
  @Override
  public String tensor(String name, Set<String> names) {
    return PROPOSAL_HEAD.matcher(pyramidTensor(name)).replaceFirst("rpn.head.conv.0.0.$1");
  }

  /** Returns the present name of a tensor of a feature pyramid. */
  static String pyramidTensor(String name) {
    return PYRAMID_BLOCK.matcher(name).replaceFirst("$1.0.$2");
  }

  @Override
  public boolean hasCocoWeightsOfEpsZero(String network) {
    return network.equals("fasterrcnn_resnet50_fpn");
  }
}
