package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads results in COCO's format, one after another. They are boxes, masks or keypoints.
 *
 * <p>Threading: for one thread until the file is read; then safe.
 */
final class CocoResults {
  /** The amount by which half-precision arithmetic may exceed a score of 1. */
  private static final double ROUNDING = 1e-3;

  private static final int SCORE = 8;

  private final LabelledDataset dataset;
  private final CocoTask task;
  private final Map<Object, Integer> images;
  private final Map<Object, Integer> categories = new HashMap<>();
  private final BoxColumns boxes = new BoxColumns();
  private final List<RunLengthMask> masks = new ArrayList<>();
  private final List<Keypoints> keypoints = new ArrayList<>();

  /** The rows whose box the file has; that of the others is around their shape. */
  private final BitSet givenBoxes = new BitSet();

  private final double[] box = new double[4];

  /** Most results are of the image of the one before. */
  private Object lastId;

  private int lastImage;

  private CocoResults(LabelledDataset dataset, CocoTask task) {
    this.dataset = dataset;
    this.task = task;
    images = dataset.imagePlaces();
    dataset.categories().forEach(one -> categories.put(one.id(), categories.size()));
  }

  /**
   * Reads a file.
   *
   * @throws IOException that names the file, the index and the field
   */
  static CocoResults read(Path file, LabelledDataset dataset, CocoTask task) throws IOException {
    CocoResults results = new CocoResults(dataset, task);
    JsonFile.read(
        file,
        json -> {
          if (!json.isList()) {
            throw new IOException(
                "%s: is %s, no list: expected COCO's results, a list of image_id, category_id, %s and score"
                    .formatted(file, json.value(), ShapeReader.field(task)));
          }
          Fields fields = results.new Fields(json);
          json.forEach("results", index -> results.result(json, fields));
        });
    return results;
  }

  /** Returns the boxes of all results. */
  BoxColumns boxes() {
    return boxes;
  }

  /** Returns the mask of each row; empty if the task is another one. */
  List<RunLengthMask> masks() {
    return masks;
  }

  /** Returns the keypoints of each row; empty if the task is another one. */
  List<Keypoints> keypoints() {
    return keypoints;
  }

  /** Returns true if the file has the box of a row. */
  boolean hasBox(int row) {
    return givenBoxes.get(row);
  }

  private void result(StrictJson json, Fields fields) throws IOException {
    fields.seen = 0;
    fields.shape.clear();
    json.fields(fields);
    json.requirePlace(fields.seen);
    fields.shape.require();
    switch (task) {
      case BOXES -> json.requireBox(fields.seen);
      case MASKS -> keepMask(json, fields);
      case KEYPOINTS -> {
        keypoints.add(fields.shape.keypoints());
        keepBox(fields, fields.shape.keypoints().box());
      }
    }
    if ((fields.seen & SCORE) == 0) {
      throw json.absent("score", "a number from 0 to 1");
    }
    givenBoxes.set(boxes.size(), (fields.seen & StrictJson.BBOX) != 0);
    boxes.add(fields.image, fields.category, box, fields.score);
  }

  private void keepMask(StrictJson json, Fields fields) throws IOException {
    Image image = dataset.image(fields.image);
    String fault = ShapeReader.fault(fields.shape.segmentation(), image);
    if (fault != null) {
      throw json.fault(fault);
    }
    RunLengthMask mask = fields.shape.segmentation().mask(image.height(), image.width());
    masks.add(mask);
    keepBox(fields, mask.box());
  }

  /** Uses the box around the shape where the file has none. */
  private void keepBox(Fields fields, BoundingBox around) {
    if ((fields.seen & StrictJson.BBOX) == 0) {
      box[0] = around.x();
      box[1] = around.y();
      box[2] = around.width();
      box[3] = around.height();
    }
  }

  private int image(StrictJson json) throws IOException {
    Object id = json.id("image_id");
    if (!id.equals(lastId)) {
      lastImage = place(json, images, id, "image_id", "an image");
      lastId = id;
    }
    return lastImage;
  }

  private static int place(
      StrictJson json, Map<Object, Integer> places, Object id, String field, String of)
      throws IOException {
    Integer place = places.get(id);
    if (place == null) {
      throw json.wrong(
          field,
          Ids.shown(id),
          "the id of %s of the data set; a string is no number".formatted(of));
    }
    return place;
  }

  /** The fields of one result. */
  private final class Fields implements StrictJson.Field {
    private final StrictJson json;
    private final ShapeReader shape;
    private int seen;
    private int image;
    private int category;
    private double score;

    Fields(StrictJson json) {
      this.json = json;
      this.shape = new ShapeReader(json, task, /* truth= */ false);
    }

    @Override
    public boolean read(String name) throws IOException {
      switch (name) {
        case "image_id" -> {
          seen = json.once(seen, StrictJson.IMAGE_ID, name);
          image = image(json);
        }
        case "category_id" -> {
          seen = json.once(seen, StrictJson.CATEGORY_ID, name);
          category = place(json, categories, json.id(name), name, "a category");
        }
        case "bbox" -> {
          seen = json.once(seen, StrictJson.BBOX, name);
          json.box(name, box);
        }
        case "score" -> {
          seen = json.once(seen, SCORE, name);
          score = json.number(name, "a number from 0 to 1");
          if (!(score >= 0 && score <= 1 + ROUNDING)) {
            throw json.wrong(name, json.value(), "a number from 0 to 1");
          }
        }
        default -> {
          return shape.read(name);
        }
      }
      return true;
    }
  }
}
