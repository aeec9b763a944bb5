package dev.skipstream.schemas.event;

/**
 * The class of a whole frame in the ground truth.
 *
 * @param label the class's name, not empty
 * @param classId the id of the class in the ground truth
 */
public record TrueClass(String label, int classId) {

  public TrueClass {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("label of the class is empty: expected its name");
    }
  }
}
