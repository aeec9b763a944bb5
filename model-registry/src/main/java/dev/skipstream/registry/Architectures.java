package dev.skipstream.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of detectors that can be imported and run.
 *
 * @param all at least one; no two have a network in common
 */
public record Architectures(List<Architecture> all) {

  /** The kinds that the program has. A new kind has its line here. */
  public static final Architectures BUILT_IN =
      new Architectures(
          List.of(
              new FasterRcnn(),
              new RetinaNet(),
              new Fcos(),
              InstanceRcnn.MASK,
              InstanceRcnn.KEYPOINT,
              Classifier.RESNET,
              Classifier.VGG,
              Classifier.DENSENET,
              Classifier.EFFICIENTNET,
              Segmenter.FCN,
              Segmenter.DEEPLAB));

  public Architectures {
    all = List.copyOf(all);
  }

  /** Returns torchvision's names of the networks of all kinds. */
  public List<String> networks() {
    return all.stream().flatMap(one -> one.networks().stream()).toList();
  }

  /** Returns the kind of a network; nothing for an unknown network. */
  public Optional<Architecture> find(String network) {
    return all.stream()
        .filter(one -> network != null && one.networks().contains(network))
        .findFirst();
  }

  /**
   * Returns the kind of a network.
   *
   * @throws InvalidModelException when no kind has this network
   */
  public Architecture of(String network) {
    return find(network)
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "architecture is '%s': expected one of %s"
                        .formatted(network, String.join(", ", networks()))));
  }

  /**
   * Returns the present name of a tensor that an older torchvision may have named otherwise.
   *
   * @param names those of all tensors of the checkpoint
   */
  public String tensor(String name, Set<String> names) {
    String present = name;
    for (Architecture one : all) {
      present = one.tensor(present, names);
    }
    return present;
  }

  /**
   * Returns the settings of the first kind that accepts some options, in place of its defaults: a
   * check before the network is known.
   *
   * @throws InvalidModelException when no kind accepts them
   */
  public DetectorSettings accepting(Map<String, String> options) {
    InvalidModelException first = null;
    for (Architecture one : all) {
      try {
        return one.defaults().with(options);
      } catch (InvalidModelException e) {
        first = first == null ? e : first;
      }
    }
    throw first;
  }
}
