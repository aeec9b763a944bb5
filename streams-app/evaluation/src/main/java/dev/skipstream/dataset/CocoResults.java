package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads results in COCO's format, one after another.
 *
 * <p>Threading: for one thread.
 */
final class CocoResults {
  /** The amount by which half-precision arithmetic may exceed a score of 1. */
  private static final double ROUNDING = 1e-3;

  private static final int SCORE = 8;

  private final Map<Object, Integer> images;
  private final Map<Object, Integer> categories;
  private final BoxColumns boxes = new BoxColumns();
  private final double[] box = new double[4];
  private final Fields fields;

  /** Most results are of the image of the one before. */
  private Object lastId;

  private int lastImage;

  private CocoResults(
      StrictJson json, Map<Object, Integer> images, Map<Object, Integer> categories) {
    this.fields = new Fields(json);
    this.images = images;
    this.categories = categories;
  }

  /**
   * Reads a file.
   *
   * @param images places by id
   * @param categories places by id
   * @throws IOException that names the file, the index and the field
   */
  static BoxColumns read(Path file, Map<Object, Integer> images, Map<Object, Integer> categories)
      throws IOException {
    BoxColumns[] read = new BoxColumns[1];
    JsonFile.read(
        file,
        json -> {
          CocoResults results = new CocoResults(json, images, categories);
          if (!json.isList()) {
            throw new IOException(
                "%s: is %s, no list: expected COCO's results, a list of image_id, category_id, bbox and score"
                    .formatted(file, json.value()));
          }
          json.forEach("results", index -> results.result(json));
          read[0] = results.boxes;
        });
    return read[0];
  }

  private void result(StrictJson json) throws IOException {
    fields.seen = 0;
    json.fields(fields);
    json.requireBox(fields.seen);
    if ((fields.seen & SCORE) == 0) {
      throw json.absent("score", "a number from 0 to 1");
    }
    boxes.add(fields.image, fields.category, box, fields.score);
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
    private int seen;
    private int image;
    private int category;
    private double score;

    Fields(StrictJson json) {
      this.json = json;
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
          return false;
        }
      }
      return true;
    }
  }
}
