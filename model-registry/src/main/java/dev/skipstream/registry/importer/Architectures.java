package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The networks that can be imported, by torchvision's names. */
public final class Architectures {

  /** Faster R-CNN with a feature pyramid on residual networks of each depth. */
  public static final List<String> NAMES =
      List.of(
          "fasterrcnn_resnet18_fpn",
          "fasterrcnn_resnet34_fpn",
          "fasterrcnn_resnet50_fpn",
          "fasterrcnn_resnet101_fpn",
          "fasterrcnn_resnet152_fpn",
          "fasterrcnn_resnet50_fpn_v2");

  /** Tensors that an error names before it counts the rest. */
  private static final int SHOWN = 3;

  private Architectures() {}

  /**
   * The layers of a network that have weights.
   *
   * @param architecture one of {@link #NAMES}
   * @throws InvalidModelException when it is not
   */
  public static List<Layer> layers(String architecture) {
    if (!NAMES.contains(architecture)) {
      throw new InvalidModelException(
          "architecture is '%s': expected one of %s"
              .formatted(architecture, String.join(", ", NAMES)));
    }
    return Skeleton.of(architecture).recipe().layers();
  }

  /**
   * The skeleton whose tensors a checkpoint has.
   *
   * @throws InvalidModelException naming the tensors that the nearest one misses or does not know
   */
  static Skeleton recognise(Set<String> tensors) {
    Skeleton nearest =
        NAMES.stream()
            .map(Skeleton::of)
            .min(Comparator.comparing(skeleton -> distance(skeleton, tensors)))
            .orElseThrow();
    List<String> complaints = new ArrayList<>();
    complain(complaints, "lacks", missing(nearest, tensors));
    complain(complaints, "has unexpected", unexpected(nearest, tensors));
    if (complaints.isEmpty()) {
      return nearest;
    }
    throw new InvalidModelException(
        "it is no state dict of a network that can be imported; compared with %s, the nearest of %s, it %s"
            .formatted(
                nearest.architecture(),
                String.join(", ", NAMES),
                String.join("; it ", complaints)));
  }

  private static int distance(Skeleton skeleton, Set<String> tensors) {
    return missing(skeleton, tensors).size() + unexpected(skeleton, tensors).size();
  }

  private static Set<String> missing(Skeleton skeleton, Set<String> tensors) {
    Set<String> missing = new TreeSet<>(skeleton.required());
    missing.removeAll(tensors);
    return missing;
  }

  private static Set<String> unexpected(Skeleton skeleton, Set<String> tensors) {
    Set<String> unexpected = new TreeSet<>(tensors);
    unexpected.removeAll(skeleton.required());
    unexpected.removeAll(skeleton.optional());
    return unexpected;
  }

  private static void complain(List<String> complaints, String verb, Collection<String> tensors) {
    if (!tensors.isEmpty()) {
      String shown = tensors.stream().limit(SHOWN).collect(Collectors.joining(", "));
      String rest = tensors.size() > SHOWN ? " and %d more".formatted(tensors.size() - SHOWN) : "";
      complaints.add("%s %s%s".formatted(verb, shown, rest));
    }
  }
}
