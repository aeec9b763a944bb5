package dev.skipstream.evaluate.segmentation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.evaluate.Figures;
import java.util.List;

/**
 * The figures of label maps, 0 to 1; -1 where there is no pixel to count.
 *
 * @param pixels the number of pixels with a class in the ground truth; the others are ignored
 * @param meanIou the mean of the intersection over union of the listed classes
 * @param pixelAccuracy the share of pixels that have their class
 * @param categories the classes with a pixel in the ground truth or in the detections, in the order
 *     of their names
 */
public record SegmentationMetrics(
    long pixels,
    @JsonProperty("mIoU") double meanIou,
    double pixelAccuracy,
    List<Category> categories)
    implements Figures {
  /** The names of the numbers. */
  public static final List<String> NAMES = List.of("mIoU", "pixelAccuracy");

  /**
   * The figures of one class.
   *
   * @param pixels the number of its pixels in the ground truth
   * @param iou the pixels that have the class in both maps, divided by those that have it in one of
   *     them
   * @param accuracy the share of its pixels in the ground truth that have it in the detections
   */
  public record Category(
      String label, long pixels, @JsonProperty("IoU") double iou, double accuracy) {}

  public SegmentationMetrics {
    categories = List.copyOf(categories);
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<Double> numbers() {
    return List.of(meanIou, pixelAccuracy);
  }

  @Override
  public List<OfClass> classes() {
    return categories.stream()
        .map(one -> new OfClass(one.label(), one.pixels(), one.iou()))
        .toList();
  }
}
