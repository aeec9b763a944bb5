package dev.skipstream.registry;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Faster R-CNN with one more head: Mask R-CNN and Keypoint R-CNN (He et al. 2017).
 *
 * @param name in messages
 * @param networks torchvision's names
 * @param ofEpsZero the one whose COCO weights were trained with batch norms whose eps is 0
 * @param cocoClasses classes of torchvision's COCO weights, the background included
 */
record InstanceRcnn(String name, List<String> networks, String ofEpsZero, int cocoClasses)
    implements Architecture {
  static final InstanceRcnn MASK =
      new InstanceRcnn(
          "Mask R-CNN",
          List.of("maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"),
          "maskrcnn_resnet50_fpn",
          91);

  /** Its only class is the person. */
  static final InstanceRcnn KEYPOINT =
      new InstanceRcnn(
          "Keypoint R-CNN", List.of("keypointrcnn_resnet50_fpn"), "keypointrcnn_resnet50_fpn", 2);

  private static final FasterRcnn FASTER_RCNN = new FasterRcnn();
  private static final Pattern MASK_CONVOLUTION =
      Pattern.compile("^roi_heads\\.mask_head\\.mask_fcn([1-4])\\.(weight|bias)$");

  @Override
  public DetectorSettings defaults() {
    return FASTER_RCNN.defaults();
  }

  @Override
  public InputStream program(String network) {
    return InstanceRcnn.class.getResourceAsStream("importer/" + network + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    return FASTER_RCNN.classes(shapes);
  }

  /** Up to torchvision 0.12 the convolutions of the mask head had names. */
  @Override
  public String tensor(String tensor, Set<String> names) {
    Matcher old = MASK_CONVOLUTION.matcher(tensor);
    if (old.matches()) {
      return "roi_heads.mask_head.%d.0.%s"
          .formatted(Integer.parseInt(old.group(1)) - 1, old.group(2));
    }
    return FASTER_RCNN.tensor(tensor, names);
  }

  @Override
  public boolean hasCocoWeightsOfEpsZero(String network) {
    return network.equals(ofEpsZero);
  }
}
