package dev.skipstream.evaluate.classification;

/**
 * A class that a model gives an image.
 *
 * @param label the class's name
 * @param score the model's confidence: a probability, or a number that grows with it
 */
public record ClassScore(String label, double score) {

  public ClassScore {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException(
          "score of class '%s' is %s: expected a finite number".formatted(label, score));
    }
  }
}
