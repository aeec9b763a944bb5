package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The precision-recall curves by COCO's protocol: objects of all sizes, the best hundred detections
 * of a category in a frame.
 *
 * @param all the mean over the categories; empty lists if there are no objects
 * @param categories the categories with objects, in the order of their ids
 */
public record PrecisionCurves(Curve all, List<Curve> categories) {

  /**
   * One line of precisions for each shown IoU threshold, at the recalls 0, 0.01, … 1. The value at
   * a recall is the best precision at this or a higher recall, and 0 if the recall is not reached.
   * A line's mean is the average precision.
   *
   * @param label the label of the category
   * @param objects the number of objects that count
   * @param at50 [101] at an IoU of 0.5
   * @param at75 [101] at an IoU of 0.75
   * @param mean [101] the mean over the ten IoU thresholds from 0.5 to 0.95
   */
  public record Curve(
      String label, int objects, List<Double> at50, List<Double> at75, List<Double> mean) {
    public Curve {
      at50 = List.copyOf(at50);
      at75 = List.copyOf(at75);
      mean = List.copyOf(mean);
    }

    static Curve of(String label, CategoryScore score) {
      List<List<Double>> lines =
          Arrays.stream(score.precisions())
              .map(precisions -> Arrays.stream(precisions).boxed().toList())
              .toList();
      return new Curve(
          label,
          score.objects(AreaRange.ALL),
          lines.get(IouThresholds.FIFTY),
          lines.get(IouThresholds.SEVENTY_FIVE),
          byPoint(lines));
    }
  }

  public PrecisionCurves {
    categories = List.copyOf(categories);
  }

  static PrecisionCurves of(List<Curve> categories) {
    return new PrecisionCurves(
        new Curve(
            "all",
            categories.stream().mapToInt(Curve::objects).sum(),
            meanOf(categories, Curve::at50),
            meanOf(categories, Curve::at75),
            meanOf(categories, Curve::mean)),
        categories);
  }

  private static List<Double> meanOf(List<Curve> curves, Function<Curve, List<Double>> line) {
    return byPoint(curves.stream().map(line).toList());
  }

  /** The mean, point by point; nothing of nothing. */
  private static List<Double> byPoint(List<List<Double>> lines) {
    int points = lines.isEmpty() ? 0 : lines.get(0).size();
    return IntStream.range(0, points)
        .mapToObj(
            point -> lines.stream().mapToDouble(line -> line.get(point)).average().getAsDouble())
        .toList();
  }
}
