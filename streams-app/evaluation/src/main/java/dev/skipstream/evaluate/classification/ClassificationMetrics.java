package dev.skipstream.evaluate.classification;

import dev.skipstream.evaluate.Figures;
import java.util.List;

/**
 * The accuracies of classes of images, 0 to 1; -1 without images.
 *
 * @param images the number of images
 * @param top1 the share of images whose class has the highest score
 * @param top5 the share of images whose class has one of the five highest scores
 * @param categories the classes of the ground truth, in the order of their names
 */
public record ClassificationMetrics(
    long images, double top1, double top5, List<Category> categories) implements Figures {
  /** The names of the numbers. */
  public static final List<String> NAMES = List.of("top1", "top5");

  /**
   * The accuracies of the images of one class.
   *
   * @param images the number of images of the class in the ground truth
   */
  public record Category(String label, long images, double top1, double top5) {}

  public ClassificationMetrics {
    categories = List.copyOf(categories);
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<Double> numbers() {
    return List.of(top1, top5);
  }

  @Override
  public List<OfClass> classes() {
    return categories.stream()
        .map(one -> new OfClass(one.label(), one.images(), one.top1()))
        .toList();
  }
}
