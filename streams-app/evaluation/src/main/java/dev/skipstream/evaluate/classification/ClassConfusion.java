package dev.skipstream.evaluate.classification;

import java.util.List;

/**
 * The classes that images were taken for.
 *
 * @param labels the classes of the ground truth and of the models, in the order of their names
 * @param counts [class of the ground truth][class with the highest score] numbers of images. The
 *     last column counts images without any class
 */
public record ClassConfusion(List<String> labels, List<List<Long>> counts) {
  public ClassConfusion {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
  }
}
