package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How precision falls as more is found, by COCO's protocol: objects of all sizes, the best hundred
 * detections of a category in a frame.
 *
 * @param all the mean over the categories; empty lists where there was nothing to find
 * @param categories those with something to find, in the order of their ids
 */
public record PrecisionCurves(Curve all, List<Curve> categories) {

  /**
   * One line of precisions for each overlap that is shown, at the recalls 0, 0.01, … 1: at each the
   * best precision that this recall or a higher one has, and 0 where none is as high. A line's mean
   * is the average precision.
   *
   * @param label of the category
   * @param objects that were to be found
   * @param at50 [101] at the overlap 0.5
   * @param at75 [101] at the overlap 0.75
   * @param mean [101] the mean over the ten overlaps from 0.5 to 0.95
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
