package dev.skipstream.registry;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** FCOS (Tian et al. 2020, a simple and strong anchor-free object detector), of one stage. */
final class Fcos implements Architecture {
  static final String NAME = "FCOS";

  /** A tensor that no other architecture has. */
  static final String CENTRE = "head.regression_head.bbox_ctrness.weight";

  private static final String CLASSIFIER = "head.classification_head.cls_logits.weight";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> networks() {
    return List.of("fcos_resnet50_fpn");
  }

  @Override
  public DetectorSettings defaults() {
    return FcosSettings.TORCHVISION;
  }

  @Override
  public InputStream program(String network) {
    return Fcos.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    return FasterRcnn.classes(CLASSIFIER, shapes.get(CLASSIFIER));
  }

  @Override
  public String tensor(String name, Set<String> names) {
    return FasterRcnn.pyramidTensor(name);
  }
}
