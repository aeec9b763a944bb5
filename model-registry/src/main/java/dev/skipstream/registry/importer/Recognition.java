package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Recognises the network of a checkpoint by the names and shapes of its tensors. */
final class Recognition {

  /** Tensors that an error names before it counts the rest. */
  private static final int SHOWN = 3;

  private Recognition() {}

  /**
   * Returns the skeleton whose tensors a checkpoint has. Networks of one depth have the same
   * tensors: the shapes of their blocks tell them apart.
   *
   * @param known the kinds of detectors to choose from
   * @param shapes of the checkpoint's tensors, by name
   * @throws InvalidModelException naming the family of the network or, where that is unknown, the
   *     tensors that the nearest architecture misses or does not know
   */
  static Skeleton recognise(Architectures known, Map<String, List<Integer>> shapes) {
    Set<String> tensors = shapes.keySet();
    List<Skeleton> skeletons =
        known.all().stream()
            .flatMap(kind -> kind.networks().stream().map(network -> Skeleton.of(kind, network)))
            .toList();
    List<Skeleton> named =
        skeletons.stream().filter(skeleton -> distance(skeleton, tensors) == 0).toList();
    if (!named.isEmpty()) {
      return ofWidth(named, shapes);
    }
    Optional<OtherFamily> family = OtherFamily.of(tensors);
    if (family.isPresent()) {
      throw new InvalidModelException(
          "it is %s, which cannot be imported: expected one of %s"
              .formatted(family.get().describe(tensors), String.join(", ", known.networks())));
    }
    Skeleton nearest =
        skeletons.stream()
            .min(Comparator.comparing(skeleton -> distance(skeleton, tensors)))
            .orElseThrow();
    List<String> complaints = new ArrayList<>();
    complain(complaints, "lacks", missing(nearest, tensors));
    complain(complaints, "has unexpected", unexpected(nearest, tensors));
    throw new InvalidModelException(
        "it is no state dict of a network that can be imported; compared with %s, the nearest of %s, it %s"
            .formatted(
                nearest.architecture(),
                String.join(", ", known.networks()),
                String.join("; it ", complaints)));
  }

  private static Skeleton ofWidth(List<Skeleton> named, Map<String, List<Integer>> shapes) {
    Optional<BlockWidth> width = BlockWidth.of(shapes);
    Optional<Skeleton> same =
        named.stream().filter(skeleton -> skeleton.blockWidth().equals(width)).findFirst();
    if (same.isPresent()) {
      return same.get();
    }
    if (width.isPresent() && named.size() > 1) {
      throw new InvalidModelException(
          "its backbone's blocks are %s wide (groups x channels of the first stage): expected the width of one of %s"
              .formatted(
                  width.get(),
                  named.stream()
                      .map(one -> "%s (%s)".formatted(one.architecture(), widthOf(one)))
                      .collect(Collectors.joining(", "))));
    }
    return named.get(0); // whose check of the shapes names the tensor
  }

  private static String widthOf(Skeleton skeleton) {
    return skeleton.blockWidth().map(BlockWidth::toString).orElse("unknown");
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
    unexpected.removeIf(skeleton.kind()::isOfTraining);
    return unexpected;
  }

  private static void complain(List<String> complaints, String verb, Collection<String> tensors) {
    if (!tensors.isEmpty()) {
      complaints.add("%s %s".formatted(verb, Shown.first(SHOWN, tensors)));
    }
  }
}
