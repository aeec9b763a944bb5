package dev.skipstream.evaluate;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds truth and detections to one name an id and one id a name. Without that a detector whose
 * categories are numbered otherwise than the truth's has a figure, and it means nothing.
 *
 * <p>Threading: for one thread.
 */
final class CategoryNames {
  private record Use(int id, String label, String by) {}

  private final Map<Integer, Use> byId = new HashMap<>();
  private final Map<String, Use> byLabel = new HashMap<>();

  /**
   * A category is used.
   *
   * @param by whom: {@code the truth} or {@code the detections}
   * @throws UnfitInputException when it was used otherwise before
   */
  void use(int id, String label, String by) {
    Use known = byId.get(id);
    if (known != null && known.label.equals(label)) {
      return;
    }
    if (known == null) {
      known = byLabel.get(label);
    }
    Use used = new Use(id, label, by);
    if (known != null) {
      throw new UnfitInputException(
          "category %d is '%s' in %s, and category %d is '%s' in %s: expected one name an id and one id a name; import the model with the labels and ids of the truth"
              .formatted(known.id, known.label, known.by, id, label, by));
    }
    byId.put(id, used);
    byLabel.put(label, used);
  }
}
