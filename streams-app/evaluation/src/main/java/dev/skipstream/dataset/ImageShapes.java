package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.LabelledPoints;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoFigures;
import dev.skipstream.evaluate.CocoFrame;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.KeypointFrame;
import dev.skipstream.evaluate.MaskFrame;
import dev.skipstream.evaluate.ScoredFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The masks or keypoints that a detector found in the images of a data set, and their scores.
 *
 * <p>Masks are kept as runs, four bytes each. Those of polygons in the data set are made when an
 * image is handed over.
 *
 * <p>Threading: safe; never changes.
 */
public final class ImageShapes {
  private final LabelledDataset dataset;
  private final CocoResults results;
  private final ImageDetections detections;

  private ImageShapes(LabelledDataset dataset, CocoResults results) {
    this.dataset = dataset;
    this.results = results;
    this.detections = ImageDetections.ofResults(dataset, results);
  }

  /**
   * Reads results in COCO's format with the shapes that the data set was read for. All images were
   * looked at: nothing was found in those that the file does not name.
   *
   * <p>The size of a detection is the area of its box where the file has one. Otherwise it is the
   * area of the mask, or of the box around the keypoints. This is pycocotools' rule.
   *
   * @throws IOException that names the file, the index and the field
   * @throws IllegalArgumentException when the data set was read for boxes
   */
  public static ImageShapes ofResults(LabelledDataset dataset, Path results) throws IOException {
    if (dataset.task() == CocoTask.BOXES) {
      throw new IllegalArgumentException(
          "%s was read for boxes: expected masks or keypoints".formatted(dataset.file()));
    }
    return new ImageShapes(dataset, CocoResults.read(results, dataset, dataset.task()));
  }

  /** Returns the number of images. */
  public int images() {
    return dataset.size();
  }

  /** Scores all images. */
  public CocoEvaluator evaluate() {
    CocoEvaluator evaluator = new CocoEvaluator(dataset.task());
    forEach(evaluator::add);
    return evaluator;
  }

  /** Returns the figures by what the data set says under a name of each image, such as weather. */
  public SortedMap<String, CocoFigures> scoreBy(String member) {
    SortedMap<String, CocoEvaluator> parts = new TreeMap<>();
    for (int image = 0; image < dataset.size(); image++) {
      String value = dataset.image(image).members().get(member);
      if (value != null) {
        parts.computeIfAbsent(value, part -> new CocoEvaluator(dataset.task())).add(frame(image));
      }
    }
    SortedMap<String, CocoFigures> scores = new TreeMap<>();
    parts.forEach((part, evaluator) -> scores.put(part, evaluator.figures()));
    return scores;
  }

  /** Hands over the images, in the order of their ids. */
  public void forEach(Consumer<CocoFrame> frames) {
    for (int image = 0; image < dataset.size(); image++) {
      frames.accept(frame(image));
    }
  }

  private CocoFrame frame(int image) {
    ScoredFrame boxes = detections.frame(image);
    int[] rows = detections.rows(image);
    if (dataset.task() == CocoTask.MASKS) {
      return new MaskFrame(
          boxes,
          dataset.masks(image),
          Arrays.stream(rows).mapToObj(results.masks()::get).toList(),
          Arrays.stream(rows).mapToDouble(this::area).toArray());
    }
    List<LabelledPoints> points = dataset.keypoints(image);
    return new KeypointFrame(
        boxes,
        points.stream().map(LabelledPoints::points).toList(),
        points.stream().mapToInt(LabelledPoints::count).toArray(),
        Arrays.stream(rows).mapToObj(results.keypoints()::get).toList());
  }

  private double area(int row) {
    if (!results.hasBox(row)) {
      return results.masks().get(row).area();
    }
    return results.boxes().box(row).width() * results.boxes().box(row).height();
  }
}
