package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A state dict's tensors under the names of torchvision 0.14 and later.
 *
 * @param prefix the removed prefix of all names, such as {@code module.}; empty if there was none
 */
record TensorNames(Map<String, StoredTensor> tensors, String prefix) {

  /**
   * The attributes in which wrappers keep a network: data parallel and averaged models, Lightning
   * and other trainers, and compiled models.
   */
  private static final List<String> WRAPPERS = List.of("module.", "model.", "_orig_mod.");

  /** The counter that an averaged model keeps beside the network. */
  private static final String AVERAGED = "n_averaged";

  /**
   * Removes the wrappers' names.
   *
   * @param known kinds of detectors, which tell the present names of tensors
   * @throws InvalidModelException when two tensors have one name afterwards
   */
  static TensorNames of(Map<String, StoredTensor> wrapped, Architectures known) {
    Map<String, StoredTensor> left = new TreeMap<>(wrapped);
    String prefix = "";
    boolean isWrapped;
    do {
      isWrapped = false;
      for (String wrapper : WRAPPERS) {
        String longer = prefix + wrapper;
        String counter = prefix + AVERAGED;
        if (left.size() > (left.containsKey(counter) ? 1 : 0)
            && left.keySet().stream()
                .allMatch(name -> name.startsWith(longer) || name.equals(counter))) {
          left.remove(counter);
          prefix = longer;
          isWrapped = true;
          break;
        }
      }
    } while (isWrapped);
    int start = prefix.length();
    Set<String> names =
        left.keySet().stream().map(name -> name.substring(start)).collect(Collectors.toSet());
    Map<String, StoredTensor> tensors = new TreeMap<>();
    for (Map.Entry<String, StoredTensor> tensor : left.entrySet()) {
      String name = known.tensor(tensor.getKey().substring(start), names);
      if (tensors.put(name, tensor.getValue()) != null) {
        throw new InvalidModelException(
            "it has the tensor %s twice, under a name of today and one of torchvision before 0.14; keep one of them"
                .formatted(name));
      }
    }
    return new TensorNames(tensors, prefix);
  }
}
