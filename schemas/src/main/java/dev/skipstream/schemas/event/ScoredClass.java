package dev.skipstream.schemas.event;

/**
 * One class of a whole frame.
 *
 * @param label the class's name
 * @param classId the model's own number of the class, from 0
 * @param score probability, 0 to 1
 */
public record ScoredClass(String label, int classId, double score) {

  public ScoredClass {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is %s: expected 0 to 1".formatted(score));
    }
  }
}
