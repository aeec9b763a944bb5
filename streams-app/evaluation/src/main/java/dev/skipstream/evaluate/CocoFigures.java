package dev.skipstream.evaluate;

import java.util.List;

/** COCO's numbers of one task, 0 to 1; -1 where there was nothing to find. */
public sealed interface CocoFigures extends Figures permits CocoMetrics, KeypointMetrics {

  /** Returns the metrics of each category, in the order of their ids. */
  List<CocoMetrics.Category> categories();

  @Override
  default List<OfClass> classes() {
    return categories().stream()
        .map(one -> new OfClass(one.label(), one.objects(), one.ap()))
        .toList();
  }
}
