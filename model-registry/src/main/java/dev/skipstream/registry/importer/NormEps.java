package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architecture;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The number that is added to the batch norms' variances. No tensor shows it.
 *
 * @param value of the norms
 * @param remark on the choice, where the norms look frozen and the user gave no value
 */
record NormEps(double value, Optional<String> remark) {
  private static final double OF_CLASS = 1e-5;

  /**
   * Chooses the value. torchvision sets it to 0 for its COCO weights of some networks, which were
   * trained with 0 ({@link Architecture#hasCocoWeightsOfEpsZero}). All other weights have the 1e-5
   * of torchvision's batch norm classes. The COCO weights have frozen batch norms, which keep no
   * step counter, and 91 classes. Where the training script left its arguments, these say if the
   * training began with those weights.
   *
   * @param given the user's value
   * @param kind of detector
   * @param architecture torchvision's name of the network
   * @param classes the number of classes, including the background
   */
  static NormEps of(
      OptionalDouble given,
      Set<String> tensors,
      Architecture kind,
      String architecture,
      int classes,
      Optional<TrainingArguments> training) {
    if (given.isPresent()) {
      return new NormEps(given.getAsDouble(), Optional.empty());
    }
    boolean frozen = tensors.stream().noneMatch(name -> name.endsWith(".num_batches_tracked"));
    // Weights of other kinds were never trained with another value.
    boolean certain = kind.networks().stream().noneMatch(kind::hasCocoWeightsOfEpsZero);
    if (!frozen || certain) {
      return new NormEps(OF_CLASS, Optional.empty());
    }
    Optional<TrainingArguments> own =
        training.filter(arguments -> arguments.network().equals(architecture));
    boolean coco =
        kind.hasCocoWeightsOfEpsZero(architecture)
            && own.map(TrainingArguments::fromCocoWeights).orElse(classes == kind.cocoClasses());
    String why =
        own.isPresent()
            ? coco
                ? "the training script's arguments say that it began with torchvision's COCO"
                    + " weights"
                : "the training script's arguments name no COCO weights"
            : coco ? "as torchvision's COCO weights, which it looks like" : "torchvision's default";
    return new NormEps(
        coco ? 0 : OF_CLASS,
        Optional.of(
            "the batch norms look frozen (they have no step counters): --eps %s is used, %s; a detector that was fine-tuned from torchvision's COCO weights needs --eps 0, others 1e-5"
                .formatted(coco ? "0" : "1e-5", why)));
  }
}
