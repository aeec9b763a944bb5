package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tensors of a network by name, found in the content of a checkpoint's pickle. The content is
 * the dict itself, or a training's checkpoint, which has the dict as an entry beside the optimizer.
 *
 * @param tensors by their names in the file
 * @param entry the entry that holds the dict, with a dot between the keys of nested dicts; absent
 *     if the file is the dict
 * @param others entries that hold a state dict too, such as the moving average of the weights
 * @param training the arguments of torchvision's training script, where the checkpoint has them
 */
record StateDict(
    Map<String, StoredTensor> tensors,
    Optional<String> entry,
    List<String> others,
    Optional<TrainingArguments> training) {
  private static final int LONGEST_NAME = 256;
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{0," + LONGEST_NAME + "}");

  /** The names under which training scripts save the network that they train. */
  private static final Set<String> USUAL = Set.of("model", "model_state_dict", "state_dict");

  /** Dicts in dicts: {@code ema.module} is of depth 2. */
  private static final int DEEPEST = 2;

  /** Entries that a message names. */
  private static final int SHOWN = 5;

  /** Makes the state dict of a file that has nothing else. */
  static StateDict alone(Map<String, StoredTensor> tensors) {
    return new StateDict(tensors, Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * Finds the state dict. Of several, an entry of a usual name is taken ({@code model}, {@code
   * model_state_dict}, {@code state_dict}), if there is just one of these.
   *
   * @param unpickled the result of {@link StateDictUnpickler}
   * @param asked the entry to take; absent to choose
   * @throws InvalidModelException when there is none, or no way to choose
   */
  static StateDict in(Object unpickled, Optional<String> asked) {
    if (!(unpickled instanceof Map<?, ?> root)) {
      throw new InvalidModelException(
          "it holds no state dict: expected a dict of tensors; save model.state_dict()");
    }
    Search search = new Search();
    if (search.isStateDict(root)) {
      requireNoEntry(asked);
      return alone(tensors(root));
    }
    search.collect(root, "", DEEPEST);
    String entry = asked.isPresent() ? asked.get() : chosen(search.found.keySet(), root);
    Map<?, ?> dict = search.found.get(entry);
    if (dict == null) {
      throw new InvalidModelException(
          "it has no state dict in an entry '%s' (--entry): %s"
              .formatted(Shown.text(entry), candidates(search.found.keySet())));
    }
    List<String> others =
        search.found.keySet().stream().filter(name -> !name.equals(entry)).toList();
    return new StateDict(
        tensors(dict), Optional.of(entry), others, TrainingArguments.of(root.get("args")));
  }

  /**
   * Refuses an entry to take where the file has no entries.
   *
   * @throws InvalidModelException when one was asked for
   */
  static void requireNoEntry(Optional<String> asked) {
    if (asked.isPresent()) {
      throw new InvalidModelException(
          "it has no entries to take '%s' from (--entry): it is one state dict; leave out --entry"
              .formatted(Shown.text(asked.get())));
    }
  }

  private static String chosen(Collection<String> found, Map<?, ?> root) {
    List<String> usual = found.stream().filter(USUAL::contains).toList();
    if (usual.size() == 1) {
      return usual.get(0);
    }
    if (found.size() == 1) {
      return found.iterator().next();
    }
    if (!found.isEmpty()) {
      throw new InvalidModelException(
          "it holds several state dicts: %s; choose one with --entry".formatted(shown(found)));
    }
    Optional<?> other =
        root.entrySet().stream()
            .filter(entry -> !(entry.getValue() instanceof StoredTensor))
            .map(Map.Entry::getKey)
            .findFirst();
    throw new InvalidModelException(
        other.isEmpty()
            ? "it is an empty dict: expected a state dict; save model.state_dict()"
            : "it holds no state dict: its entry '%s' is not a tensor, and no entry is a dict of tensors; save model.state_dict()"
                .formatted(Shown.value(other.get())));
  }

  private static String candidates(Collection<String> found) {
    return found.isEmpty() ? "it has none at all" : "it has " + shown(found);
  }

  /** Entries as a message shows them: some, and the number of the rest. */
  static String shown(Collection<String> entries) {
    return Shown.first(
        SHOWN, entries.stream().map(entry -> "'" + Shown.text(entry) + "'").toList());
  }

  private static Map<String, StoredTensor> tensors(Map<?, ?> dict) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    dict.forEach((name, tensor) -> tensors.put((String) name, (StoredTensor) tensor));
    return tensors;
  }

  /**
   * Checks the name of a tensor, of a storage or of an entry, which messages repeat.
   *
   * @throws InvalidModelException when it is long or has control characters
   */
  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidModelException(
          "it names a tensor or a storage '%s', of %d characters: expected %d at most, none of them a control character; the file is damaged"
              .formatted(Shown.text(name), name.length(), LONGEST_NAME));
    }
    return name;
  }

  /**
   * A search for dicts of tensors. A small pickle may put one dict into many places: each dict is
   * searched once.
   */
  private static final class Search {
    private final IdentityHashMap<Map<?, ?>, Boolean> seen = new IdentityHashMap<>();
    private final Map<String, Map<?, ?>> found = new LinkedHashMap<>();

    boolean isStateDict(Map<?, ?> dict) {
      return seen.computeIfAbsent(dict, Search::hasOnlyTensors);
    }

    private static boolean hasOnlyTensors(Map<?, ?> dict) {
      for (Map.Entry<?, ?> entry : dict.entrySet()) {
        if (!(entry.getKey() instanceof String name && entry.getValue() instanceof StoredTensor)) {
          return false;
        }
        requireName(name);
      }
      return !dict.isEmpty();
    }

    void collect(Map<?, ?> dict, String path, int depth) {
      for (Map.Entry<?, ?> entry : dict.entrySet()) {
        if (entry.getKey() instanceof String key && entry.getValue() instanceof Map<?, ?> inner) {
          boolean isNew = !seen.containsKey(inner);
          if (isStateDict(inner)) {
            found.put(path + requireName(key), inner);
          } else if (isNew && depth > 1) {
            collect(inner, path + requireName(key) + ".", depth - 1);
          }
        }
      }
    }
  }
}
