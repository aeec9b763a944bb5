package dev.skipstream.registry;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RetinaNet (Lin et al. 2017, Focal Loss for Dense Object Detection), a detector of one stage. */
final class RetinaNet implements Architecture {
  static final String NAME = "RetinaNet";

  private static final String CLASSIFIER = "head.classification_head.cls_logits.weight";
  private static final String BOXES = "head.regression_head.bbox_reg.weight";
  private static final Pattern TOWER =
      Pattern.compile(
          "^(head\\.(?:classification|regression)_head\\.conv)\\.([0246])\\.(weight|bias)$");

  private static final int ANCHORS = 9;
  private static final int SIDES = 4;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> networks() {
    return List.of("retinanet_resnet50_fpn", "retinanet_resnet50_fpn_v2");
  }

  @Override
  public DetectorSettings defaults() {
    return RetinaNetSettings.TORCHVISION;
  }

  @Override
  public InputStream program(String network) {
    return RetinaNet.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    int anchors = rows(shapes.get(BOXES)) / SIDES;
    if (anchors != ANCHORS) {
      throw new InvalidModelException(
          "tensor %s has shape %s, of %d anchors at a position: expected %d, of three sizes and three ratios"
              .formatted(BOXES, shapes.get(BOXES), anchors, ANCHORS));
    }
    int rows = rows(shapes.get(CLASSIFIER));
    if (rows % ANCHORS != 0 || rows / ANCHORS < 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s: expected %d rows for the background and for each class"
              .formatted(CLASSIFIER, shapes.get(CLASSIFIER), ANCHORS));
    }
    return rows / ANCHORS;
  }

  private static int rows(List<Integer> shape) {
    return shape.isEmpty() ? 0 : shape.get(0);
  }

  /** Up to torchvision 0.12 the ReLU after a convolution of a head had a number too. */
  @Override
  public String tensor(String name, Set<String> names) {
    Matcher old = TOWER.matcher(name);
    if (old.matches() && !names.contains(Fcos.CENTRE)) {
      return "%s.%d.0.%s".formatted(old.group(1), Integer.parseInt(old.group(2)) / 2, old.group(3));
    }
    return FasterRcnn.pyramidTensor(name);
  }

  @Override
  public boolean hasCocoWeightsOfEpsZero(String network) {
    return network.equals("retinanet_resnet50_fpn");
  }
}
