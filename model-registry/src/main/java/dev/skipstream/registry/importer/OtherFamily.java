package dev.skipstream.registry.importer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Known networks that cannot be imported. Each has the tensors by which it is recognised. The first
 * that matches is the network.
 */
enum OtherFamily {
  MOBILENET("a Faster R-CNN with a MobileNet backbone", "rpn.head.", "backbone.body.0.0.weight"),
  WITHOUT_PYRAMID("a Faster R-CNN without a feature pyramid", "rpn.head.", "!backbone.fpn."),
  SSD("an SSD", "head.classification_head.module_list."),
  DETECTRON2("a network of detectron2", "backbone.bottom_up."),
  DETECTRON2_C4("a network of detectron2", "proposal_generator."),
  MMDETECTION("a network of mmdetection", "bbox_head."),
  MMDETECTION_TWO_STAGES("a network of mmdetection", "roi_head.bbox_head."),
  DETR("a DETR", "query_embed.weight"),
  CLASSIFIER("another classifier", "features.", "classifier."),
  BACKBONE("a backbone alone, without a detector's heads", "layer1.0.", "conv1.weight");

  private static final String NOT = "!";

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of's
  private final List<String> signs;

  /**
   * Describes a family.
   *
   * @param signs each the beginning of a tensor's name that the family has or, after an exclamation
   *     mark, has not; the first is one that it has
   */
  OtherFamily(String description, String... signs) {
    this.description = description;
    this.signs = List.of(signs);
  }

  /**
   * Recognises the family of a state dict that is none of {@link
   * dev.skipstream.registry.Architectures}.
   */
  static Optional<OtherFamily> of(Set<String> tensors) {
    return Arrays.stream(values()).filter(family -> family.hasSigns(tensors)).findFirst();
  }

  private boolean hasSigns(Collection<String> tensors) {
    return signs.stream()
        .allMatch(
            sign ->
                sign.startsWith(NOT)
                    ? tensors.stream().noneMatch(name -> name.startsWith(sign.substring(1)))
                    : tensors.stream().anyMatch(name -> name.startsWith(sign)));
  }

  /** Returns the family's name with its article, and a tensor that tells it. */
  String describe(Collection<String> tensors) {
    String tensor =
        tensors.stream().filter(name -> name.startsWith(signs.get(0))).findFirst().orElseThrow();
    return "%s (it has the tensor %s)".formatted(description, tensor);
  }
}
