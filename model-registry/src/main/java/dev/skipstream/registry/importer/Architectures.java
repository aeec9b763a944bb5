package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The networks that can be imported, and which one a checkpoint is of. */
final class Architectures {
  /** Tensors that an error names before it counts the rest. */
  private static final int SHOWN = 3;

  private Architectures() {}

  /**
   * The skeleton whose tensors a checkpoint has.
   *
   * @throws InvalidModelException naming the tensors that the nearest one misses or does not know
   */
  static Skeleton recognise(Set<String> tensors) {
    Skeleton nearest =
        Skeleton.ARCHITECTURES.stream()
            .map(Skeleton::of)
            .min(Comparator.comparing(skeleton -> strangers(skeleton, tensors)))
            .orElseThrow();
    Set<String> missing = new TreeSet<>(nearest.required());
    missing.removeAll(tensors);
    List<String> unexpected = unexpected(nearest, tensors);
    if (missing.isEmpty() && unexpected.isEmpty()) {
      return nearest;
    }
    List<String> complaints = new ArrayList<>();
    complain(complaints, "lacks", missing);
    complain(complaints, "has unexpected", unexpected);
    throw new InvalidModelException(
        "its tensors are not those of %s, the nearest that can be imported: %s; expected the state dict of one of %s"
            .formatted(
                nearest.architecture(),
                String.join(", ", complaints),
                String.join(", ", Skeleton.ARCHITECTURES)));
  }

  private static void complain(List<String> complaints, String verb, Collection<String> tensors) {
    if (!tensors.isEmpty()) {
      String first = tensors.stream().limit(SHOWN).collect(Collectors.joining(", "));
      String rest = tensors.size() > SHOWN ? " and %d more".formatted(tensors.size() - SHOWN) : "";
      complaints.add("it %s %s%s".formatted(verb, first, rest));
    }
  }

  private static long strangers(Skeleton skeleton, Set<String> tensors) {
    long missing = skeleton.required().stream().filter(name -> !tensors.contains(name)).count();
    return missing + unexpected(skeleton, tensors).size();
  }

  private static List<String> unexpected(Skeleton skeleton, Set<String> tensors) {
    Set<String> required = skeleton.required();
    return tensors.stream()
        .filter(name -> !required.contains(name) && !skeleton.allows(name))
        .toList();
  }
}
