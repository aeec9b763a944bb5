package dev.skipstream.registry.importer;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The arguments of torchvision's training script (vision/references/detection/train.py) that change
 * what a detector finds. The script keeps all its arguments in the checkpoint's entry {@code args}.
 *
 * @param network {@code --model}
 * @param fromCocoWeights true if the training began with torchvision's COCO weights of the first
 *     ResNet-50 detector, whose batch norms have an eps of 0. If false, the default of the batch
 *     norm class applies, 1e-5
 * @param rpnScoreThreshold {@code --rpn-score-thresh}, which the script gives to the network
 */
record TrainingArguments(
    String network, boolean fromCocoWeights, OptionalDouble rpnScoreThreshold) {

  /** Reads the entry {@code args} of a checkpoint; empty where it is of another script. */
  static Optional<TrainingArguments> of(Object args) {
    Map<?, ?> attributes =
        args instanceof Placeholder namespace
            ? namespace.attributes()
            : args instanceof Map<?, ?> map ? map : Map.of();
    if (!(attributes.get("model") instanceof String network)
        || !(attributes.containsKey("weights") || attributes.containsKey("pretrained"))) {
      return Optional.empty();
    }
    // A name such as FasterRCNN_ResNet50_FPN_Weights.COCO_V1; before torchvision 0.13 a flag.
    boolean coco =
        attributes.get("weights") instanceof String weights
            ? weights.endsWith("COCO_V1") || weights.endsWith("DEFAULT")
            : Boolean.TRUE.equals(attributes.get("pretrained"));
    OptionalDouble threshold =
        attributes.get("rpn_score_thresh") instanceof Number number
            ? OptionalDouble.of(number.doubleValue())
            : OptionalDouble.empty();
    return Optional.of(new TrainingArguments(network, coco, threshold));
  }
}
