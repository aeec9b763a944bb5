package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.KeypointSimilarity;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the shape of COCO's annotations or results, in addition to their boxes: the field of the
 * task, and of no other one.
 *
 * <p>Threading: for one thread.
 */
final class ShapeReader {
  private static final String SEGMENTATION = "segmentation";
  private static final String KEYPOINTS = "keypoints";
  private static final String NUM_KEYPOINTS = "num_keypoints";
  private static final String SEGMENTATION_EXPECTED =
      "a list of polygons, or an object with size and counts";
  private static final String KEYPOINTS_EXPECTED =
      "%d numbers: x, y and visibility of each of COCO's %d keypoints"
          .formatted(3 * KeypointSimilarity.POINTS, KeypointSimilarity.POINTS);
  private static final String SIZE_EXPECTED = "two whole numbers: height and width of the image";
  private static final String COUNTS_EXPECTED =
      "a list of whole numbers, or a string that pycocotools wrote";
  private static final double LARGEST_VISIBILITY = 2;
  private static final int SHAPE = 1;
  private static final int NUMBER = 2;

  private final StrictJson json;
  private final CocoTask task;
  private final boolean truth;
  private int seen;
  private Segmentation segmentation;
  private Keypoints keypoints;
  private int labelled;

  /**
   * Prepares the reading of annotations or results.
   *
   * @param truth true for annotations, whose keypoints state if they are labelled
   */
  ShapeReader(StrictJson json, CocoTask task, boolean truth) {
    this.json = json;
    this.task = task;
    this.truth = truth;
  }

  /** Returns the name of the field that has the shape of a task. */
  static String field(CocoTask task) {
    return switch (task) {
      case BOXES -> "bbox";
      case MASKS -> SEGMENTATION;
      case KEYPOINTS -> KEYPOINTS;
    };
  }

  /** Begins with the next annotation or result. */
  void clear() {
    seen = 0;
    segmentation = null;
    keypoints = null;
  }

  /** Reads the field that has begun; returns whether it is one of the task's. */
  boolean read(String name) throws IOException {
    if (task == CocoTask.MASKS && name.equals(SEGMENTATION)) {
      seen = json.once(seen, SHAPE, name);
      segmentation = json.isObject() ? runs() : polygons();
    } else if (task == CocoTask.KEYPOINTS && name.equals(KEYPOINTS)) {
      seen = json.once(seen, SHAPE, name);
      keypoints = points();
    } else if (task == CocoTask.KEYPOINTS && truth && name.equals(NUM_KEYPOINTS)) {
      seen = json.once(seen, NUMBER, name);
      labelled = json.count(name);
    } else {
      return false;
    }
    return true;
  }

  /**
   * Checks that the annotation or result has the shape of the task.
   *
   * @throws IOException that names the field that did not come
   */
  void require() throws IOException {
    if (task == CocoTask.MASKS && segmentation == null) {
      throw json.absent(SEGMENTATION, SEGMENTATION_EXPECTED);
    }
    if (task == CocoTask.KEYPOINTS && keypoints == null) {
      throw json.absent(KEYPOINTS, KEYPOINTS_EXPECTED);
    }
  }

  /** Returns the segmentation, where the task is masks. */
  Segmentation segmentation() {
    return segmentation;
  }

  /** Returns the keypoints, where the task is keypoints. */
  Keypoints keypoints() {
    return keypoints;
  }

  /** Returns the number of labelled keypoints: the one that is stated, or else counted. */
  int labelled() {
    return (seen & NUMBER) != 0 ? labelled : keypoints.labelled();
  }

  private Segmentation polygons() throws IOException {
    List<double[]> polygons = new ArrayList<>();
    json.values(
        SEGMENTATION,
        SEGMENTATION_EXPECTED,
        i ->
            polygons.add(
                json.numbers("%s[%d]".formatted(SEGMENTATION, i), "the numbers x, y, x, y, …")));
    try {
      RunLengthMask.checkPolygons(polygons);
    } catch (InvalidShapeException e) {
      throw json.invalid(SEGMENTATION, e.getMessage());
    }
    return new Segmentation.Polygons(List.copyOf(polygons));
  }

  private Segmentation runs() throws IOException {
    RunFields fields = new RunFields();
    json.fields(fields);
    if (fields.size == null) {
      throw json.absent(SEGMENTATION + ".size", SIZE_EXPECTED);
    }
    if (fields.text == null && fields.lengths == null) {
      throw json.absent(SEGMENTATION + ".counts", COUNTS_EXPECTED);
    }
    try {
      return new Segmentation.Runs(
          fields.text == null
              ? RunLengthMask.ofRuns(fields.size[0], fields.size[1], fields.lengths)
              : RunLengthMask.ofText(fields.size[0], fields.size[1], fields.text));
    } catch (InvalidShapeException e) {
      throw json.invalid(SEGMENTATION + ".counts", e.getMessage());
    }
  }

  /** The fields of runs, in any order. */
  private final class RunFields implements StrictJson.Field {
    private static final int SIZE = 1;
    private static final int COUNTS = 2;

    private int seen;
    private int[] size;
    private String text;
    private int[] lengths;

    @Override
    public boolean read(String name) throws IOException {
      String field = SEGMENTATION + "." + name;
      switch (name) {
        case "size" -> {
          seen = json.once(seen, SIZE, field);
          size = json.wholeNumbers(field, SIZE_EXPECTED);
          if (size.length != 2) {
            throw json.wrong(field, "a list of " + size.length, SIZE_EXPECTED);
          }
        }
        case "counts" -> {
          seen = json.once(seen, COUNTS, field);
          if (json.isText()) {
            text = json.text(field);
          } else {
            lengths = json.wholeNumbers(field, COUNTS_EXPECTED);
          }
        }
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Checks that runs are those of their image.
   *
   * @return null, or the field with its value, and the expected value
   */
  static String fault(Segmentation segmentation, Image image) {
    if (!(segmentation instanceof Segmentation.Runs runs)
        || runs.fit(image.height(), image.width())) {
      return null;
    }
    return "%s.size is [%d, %d]: expected [%d, %d], the height and width of %s"
        .formatted(
            SEGMENTATION,
            runs.mask().height(),
            runs.mask().width(),
            image.height(),
            image.width(),
            image.name());
  }

  private Keypoints points() throws IOException {
    double[] numbers = json.numbers(KEYPOINTS, KEYPOINTS_EXPECTED);
    if (numbers.length != 3 * KeypointSimilarity.POINTS) {
      throw json.wrong(KEYPOINTS, "a list of " + numbers.length, KEYPOINTS_EXPECTED);
    }
    // A detection may have scores in this place.
    for (int i = 2; truth && i < numbers.length; i += 3) {
      if (numbers[i] < 0
          || numbers[i] > LARGEST_VISIBILITY
          || numbers[i] != Math.rint(numbers[i])) {
        throw json.wrong(
            "%s[%d]".formatted(KEYPOINTS, i),
            Double.toString(numbers[i]),
            "0 (not labelled), 1 (hidden) or 2 (visible)");
      }
    }
    return Keypoints.of(numbers);
  }
}
