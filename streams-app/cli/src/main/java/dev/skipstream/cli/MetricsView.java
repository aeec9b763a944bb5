package dev.skipstream.cli;

import dev.skipstream.evaluate.CocoFigures;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.KeypointMetrics;
import dev.skipstream.evaluate.VocMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** COCO's numbers as text: as pycocotools prints them, and a line a category or part. */
final class MetricsView {
  private static final double NOTHING_TO_FIND = -1;
  private static final String EXPLANATION =
      "\n * -1: there are no objects of this size, so that there was nothing to find";

  private MetricsView() {}

  /** The numbers of a task, as pycocotools prints them, and a line for each category. */
  static String page(Figures figures) {
    return figures instanceof CocoFigures coco ? page(coco) : simple(figures);
  }

  /** A line for each number of classes or regions, and for each class. */
  private static String simple(Figures figures) {
    String numbers =
        figures.names().stream()
            .map(name -> String.format(Locale.ROOT, " %-20s %.4f", name, figures.number(name)))
            .collect(Collectors.joining("\n"));
    String main = figures.names().get(0);
    return numbers
        + figures.classes().stream()
            .map(
                one ->
                    String.format(
                        Locale.ROOT,
                        "\n %-20s %9d   %s %.4f",
                        one.label(),
                        one.count(),
                        main,
                        one.number()))
            .collect(Collectors.joining());
  }

  private static String page(CocoFigures figures) {
    List<String> lines =
        figures instanceof KeypointMetrics keypoints
            ? lines(keypoints)
            : lines((CocoMetrics) figures);
    return String.join("\n", lines)
        + figures.categories().stream().map(MetricsView::line).collect(Collectors.joining())
        + (figures.numbers().contains(NOTHING_TO_FIND) ? EXPLANATION : "");
  }

  private static List<String> lines(CocoMetrics metrics) {
    return List.of(
        line("Precision", "AP", "0.50:0.95", "all", 100, metrics.ap()),
        line("Precision", "AP", "0.50", "all", 100, metrics.ap50()),
        line("Precision", "AP", "0.75", "all", 100, metrics.ap75()),
        line("Precision", "AP", "0.50:0.95", "small", 100, metrics.apSmall()),
        line("Precision", "AP", "0.50:0.95", "medium", 100, metrics.apMedium()),
        line("Precision", "AP", "0.50:0.95", "large", 100, metrics.apLarge()),
        line("Recall", "AR", "0.50:0.95", "all", 1, metrics.ar1()),
        line("Recall", "AR", "0.50:0.95", "all", 10, metrics.ar10()),
        line("Recall", "AR", "0.50:0.95", "all", 100, metrics.ar100()),
        line("Recall", "AR", "0.50:0.95", "small", 100, metrics.arSmall()),
        line("Recall", "AR", "0.50:0.95", "medium", 100, metrics.arMedium()),
        line("Recall", "AR", "0.50:0.95", "large", 100, metrics.arLarge()));
  }

  private static List<String> lines(KeypointMetrics metrics) {
    return List.of(
        line("Precision", "AP", "0.50:0.95", "all", 20, metrics.ap()),
        line("Precision", "AP", "0.50", "all", 20, metrics.ap50()),
        line("Precision", "AP", "0.75", "all", 20, metrics.ap75()),
        line("Precision", "AP", "0.50:0.95", "medium", 20, metrics.apMedium()),
        line("Precision", "AP", "0.50:0.95", "large", 20, metrics.apLarge()),
        line("Recall", "AR", "0.50:0.95", "all", 20, metrics.ar()),
        line("Recall", "AR", "0.50", "all", 20, metrics.ar50()),
        line("Recall", "AR", "0.75", "all", 20, metrics.ar75()),
        line("Recall", "AR", "0.50:0.95", "medium", 20, metrics.arMedium()),
        line("Recall", "AR", "0.50:0.95", "large", 20, metrics.arLarge()));
  }

  private static String line(
      String what, String name, String overlap, String area, int detections, double value) {
    return String.format(
        Locale.ROOT,
        " %-18s (%s) @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %.3f%s",
        "Average " + what,
        name,
        overlap,
        area,
        detections,
        value,
        value == NOTHING_TO_FIND ? " *" : "");
  }

  /** Pascal VOC's two figures, over all categories. */
  static String voc(VocMetrics voc) {
    return String.format(
        Locale.ROOT,
        " Pascal VOC, IoU=0.50: AP %.3f at every point, %.3f at eleven",
        voc.everyPoint(),
        voc.elevenPoint());
  }

  /** A line for each part of a data set. */
  static String parts(Map<String, ? extends Figures> parts) {
    return parts.entrySet().stream()
        .map(part -> part(part.getKey(), part.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String part(String name, Figures figures) {
    if (figures instanceof CocoFigures coco) {
      return figures(name, objects(coco), coco);
    }
    return figures.names().stream()
        .map(number -> String.format(Locale.ROOT, "%s %.4f", number, figures.number(number)))
        .collect(Collectors.joining("   ", String.format(Locale.ROOT, " %-20s ", name), ""));
  }

  private static int objects(CocoFigures metrics) {
    return metrics.categories().stream().mapToInt(CocoMetrics.Category::objects).sum();
  }

  private static String figures(String name, int objects, CocoFigures metrics) {
    return figures(
        name, objects, metrics.number("AP"), metrics.number("AP50"), metrics.number("AP75"));
  }

  private static String line(CocoMetrics.Category one) {
    return "\n" + figures(one.label(), one.objects(), one.ap(), one.ap50(), one.ap75());
  }

  private static String figures(String name, int objects, double ap, double ap50, double ap75) {
    return String.format(
        Locale.ROOT,
        " %-20s %6d objects   AP %.3f   AP50 %.3f   AP75 %.3f",
        name,
        objects,
        ap,
        ap50,
        ap75);
  }
}
