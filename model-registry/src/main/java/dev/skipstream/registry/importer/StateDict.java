package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a checkpoint's pickle has to be: a dict of tensors by name. */
final class StateDict {
  private StateDict() {}

  /**
   * Checks a pickle's content.
   *
   * @param unpickled what {@link StateDictUnpickler#read} gave
   */
  static Map<String, StoredTensor> tensors(Object unpickled) {
    if (!(unpickled instanceof Map<?, ?> dict)) {
      throw new InvalidModelException(
          "it holds no state dict: expected a dict of tensors; save model.state_dict()");
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    dict.forEach(
        (name, value) -> {
          if (!(name instanceof String key && value instanceof StoredTensor tensor)) {
            throw new InvalidModelException(
                "its entry '%s' is not a tensor: expected a state dict; save model.state_dict() alone"
                    .formatted(name));
          }
          tensors.put(key, tensor);
        });
    return tensors;
  }
}
