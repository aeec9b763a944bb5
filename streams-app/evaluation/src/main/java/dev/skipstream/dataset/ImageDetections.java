package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The detections in the images of a data set, and their scores.
 *
 * <p>Boxes are kept in columns; detections are made when an image is handed over.
 *
 * <p>Threading: safe; never changes.
 */
public final class ImageDetections {
  private final LabelledDataset dataset;

  /** The images that a detector has looked at. */
  private final BitSet images;

  /** A value is a score; a category after the data set's is one of {@link #otherLabels}. */
  private final BoxColumns boxes;

  private final BoxColumns.ByImage byImage;

  /** Categories that the data set does not have. */
  private final List<String> otherLabels;

  private ImageDetections(
      LabelledDataset dataset, BitSet images, BoxColumns boxes, List<String> otherLabels) {
    this.dataset = dataset;
    this.images = images;
    this.boxes = boxes;
    this.byImage = boxes.byImage(dataset.size());
    this.otherLabels = otherLabels;
  }

  /**
   * Reads results in COCO's format. All images were looked at: nothing was found in those that the
   * file does not name.
   *
   * @throws IOException that names the file, the index and the field
   */
  public static ImageDetections ofResults(LabelledDataset dataset, Path results)
      throws IOException {
    return ofResults(dataset, CocoResults.read(results, dataset, CocoTask.BOXES));
  }

  /** Takes results that were read. */
  static ImageDetections ofResults(LabelledDataset dataset, CocoResults results) {
    BitSet all = new BitSet();
    all.set(0, dataset.size());
    return new ImageDetections(dataset, all, results.boxes(), List.of());
  }

  /**
   * Takes detection events; only the images that have one were looked at. Of two events for one
   * frame the last counts. Categories are matched by name.
   *
   * @throws IOException when an event's frame is no image, when two frames are one image, or when
   *     no category of the events is one of the data set's
   */
  public static ImageDetections ofEvents(LabelledDataset dataset, Iterable<DetectionEvent> events)
      throws IOException {
    ImageFinder finder = dataset.finder();
    SortedMap<Integer, DetectionEvent> byImage = new TreeMap<>();
    for (DetectionEvent event : events) {
      byImage.put(finder.find(event.frame().source(), event.frame().id()), event);
    }
    Map<String, Integer> places = new HashMap<>();
    dataset.categories().forEach(one -> places.put(one.name(), places.size()));
    List<String> others = new ArrayList<>();
    BitSet looked = new BitSet();
    BoxColumns boxes = new BoxColumns();
    for (Map.Entry<Integer, DetectionEvent> event : byImage.entrySet()) {
      looked.set(event.getKey());
      for (Detection detection : event.getValue().detections()) {
        if (!places.containsKey(detection.label())) {
          places.put(detection.label(), places.size());
          others.add(detection.label());
        }
        double[] box = {
          detection.box().x(),
          detection.box().y(),
          detection.box().width(),
          detection.box().height()
        };
        boxes.add(event.getKey(), places.get(detection.label()), box, detection.score());
      }
    }
    requireSharedCategories(dataset, boxes, others);
    return new ImageDetections(dataset, looked, boxes, others);
  }

  private static void requireSharedCategories(
      LabelledDataset dataset, BoxColumns boxes, List<String> others) throws IOException {
    for (int row = 0; row < boxes.size(); row++) {
      if (boxes.category(row) < dataset.categories().size()) {
        return;
      }
    }
    if (boxes.size() > 0) {
      throw new IOException(
          "%s: has the categories %s, the detections %s, and none is in both: expected the same names; import the model with the data set's labels"
              .formatted(dataset.file(), dataset.categoryNames(), new TreeSet<>(others)));
    }
  }

  /** Returns the number of images that a detector has processed. */
  public int images() {
    return images.cardinality();
  }

  /** Returns the figures over the images that were looked at. */
  public CocoMetrics score() {
    CocoEvaluator evaluator = new CocoEvaluator();
    forEach(evaluator::add);
    return evaluator.metrics();
  }

  /** Returns the figures by what the data set says under a name of each image, such as weather. */
  public SortedMap<String, CocoMetrics> scoreBy(String member) {
    SortedMap<String, CocoEvaluator> parts = new TreeMap<>();
    for (int image = images.nextSetBit(0); image >= 0; image = images.nextSetBit(image + 1)) {
      String value = dataset.image(image).members().get(member);
      if (value != null) {
        parts.computeIfAbsent(value, part -> new CocoEvaluator()).add(frame(image));
      }
    }
    SortedMap<String, CocoMetrics> scores = new TreeMap<>();
    parts.forEach((part, evaluator) -> scores.put(part, evaluator.metrics()));
    return scores;
  }

  /** Hands over the images that were looked at, in the order of their ids. */
  public void forEach(Consumer<ScoredFrame> frames) {
    for (int image = images.nextSetBit(0); image >= 0; image = images.nextSetBit(image + 1)) {
      frames.accept(frame(image));
    }
  }

  /** Returns the rows of the detections in an image, in the order of its frame. */
  int[] rows(int image) {
    return Arrays.copyOfRange(byImage.rows(), byImage.start()[image], byImage.start()[image + 1]);
  }

  /** Returns an image with its objects and its detections. */
  ScoredFrame frame(int image) {
    Image one = dataset.image(image);
    int from = byImage.start()[image];
    int count = byImage.start()[image + 1] - from;
    List<Detection> detections = new ArrayList<>(count);
    double[] ranking = new double[count];
    for (int d = 0; d < count; d++) {
      int row = byImage.rows()[from + d];
      int category = boxes.category(row);
      ranking[d] = boxes.value(row);
      detections.add(
          new Detection(
              label(category), dataset.number(category), Math.min(1, ranking[d]), boxes.box(row)));
    }
    return new ScoredFrame(
        one.name(),
        one.width(),
        one.height(),
        Optional.empty(),
        Optional.empty(),
        dataset.objects(image),
        detections,
        ranking);
  }

  private String label(int category) {
    List<Category> known = dataset.categories();
    return category < known.size()
        ? known.get(category).name()
        : otherLabels.get(category - known.size());
  }
}
