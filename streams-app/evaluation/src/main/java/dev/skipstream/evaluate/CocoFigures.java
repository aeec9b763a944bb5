package dev.skipstream.evaluate;

import java.util.List;

/** COCO's numbers of one task, 0 to 1; -1 where there was nothing to find. */
public sealed interface CocoFigures permits CocoMetrics, KeypointMetrics {

  /** Returns the names of the numbers, in pycocotools' order. */
  List<String> names();

  /** Returns the numbers, in the order of {@link #names}. */
  List<Double> numbers();

  /** Returns the metrics of each category, in the order of their ids. */
  List<CocoMetrics.Category> categories();

  /** Returns one of the numbers, by its name. */
  default double number(String name) {
    return numbers().get(names().indexOf(name));
  }
}
