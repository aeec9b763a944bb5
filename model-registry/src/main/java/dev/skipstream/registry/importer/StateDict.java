package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a checkpoint's pickle has to be: a dict of tensors by name. */
final class StateDict {
  private static final int LONGEST_NAME = 256;
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{0," + LONGEST_NAME + "}");

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
                    .formatted(Shown.value(name)));
          }
          tensors.put(requireName(key), tensor);
        });
    return tensors;
  }

  /**
   * Checks the name of a tensor or of a storage, which messages repeat.
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
}
