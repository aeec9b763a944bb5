package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.dataset.DatasetBuilder.LabelledPoints;
import dev.skipstream.evaluate.CocoTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a data set in COCO's format, in one pass and in any order of its lists.
 *
 * <p>Threading: for one thread.
 */
final class CocoReader {
  private static final int ID = 1;
  private static final int NAME = 2;
  private static final int WIDTH = 4;
  private static final int HEIGHT = 8;
  private static final int AREA = 128;
  private static final int CROWD = 256;

  private static final int IMAGES = 1;
  private static final int ANNOTATIONS = 2;
  private static final int CATEGORIES = 4;

  private final Path file;
  private final CocoTask task;
  private final DatasetBuilder dataset = new DatasetBuilder();
  private final Ids images = new Ids();
  private final Ids categories = new Ids();
  private final Map<String, Integer> categoryNames = new HashMap<>();
  private final double[] box = new double[4];

  private CocoReader(Path file, CocoTask task) {
    this.file = file;
    this.task = task;
  }

  /**
   * Reads a file.
   *
   * @param task the shapes that are read in addition to the boxes
   * @throws IOException that names the file, the index and the field
   */
  static DatasetBuilder read(Path file, CocoTask task) throws IOException {
    CocoReader reader = new CocoReader(file, task);
    JsonFile.read(file, reader::document);
    reader.resolve();
    return reader.dataset;
  }

  private void document(StrictJson json) throws IOException {
    if (!json.isObject()) {
      throw new IOException(
          file
              + ": is no object: expected COCO's instances, with images, annotations and"
              + " categories");
    }
    int[] seen = new int[1];
    json.fields(
        name -> {
          int part =
              switch (name) {
                case "images" -> IMAGES;
                case "annotations" -> ANNOTATIONS;
                case "categories" -> CATEGORIES;
                default -> 0;
              };
          if (part == 0) {
            return false;
          }
          if ((seen[0] & part) != 0) {
            throw new IOException("%s: has %s twice: expected one list".formatted(file, name));
          }
          seen[0] |= part;
          json.forEach(
              name,
              switch (part) {
                case IMAGES -> index -> image(json, index);
                case ANNOTATIONS -> index -> annotation(json, index);
                default -> index -> category(json, index);
              });
          return true;
        });
    if (seen[0] != (IMAGES | ANNOTATIONS | CATEGORIES)) {
      throw new IOException(
          file + ": expected COCO's instances, with images, annotations and categories");
    }
  }

  private void image(StrictJson json, int index) throws IOException {
    ImageFields fields = new ImageFields();
    json.fields(name -> fields.read(json, name));
    if (fields.id == null) {
      throw json.absent("id", "a whole number, or a string that is not empty");
    }
    if (task == CocoTask.MASKS && (fields.width == 0 || fields.height == 0)) {
      throw json.wrong(
          "width or height", "absent or 0", "the size of the image in pixels, which masks need");
    }
    images.declare(fields.id, index, json);
    dataset.images.add(
        new Image(
            fields.id, fields.path, fields.width, fields.height, fields.members, Optional.empty()));
  }

  /** The fields of one image. */
  private static final class ImageFields {
    private final Map<String, String> members = new HashMap<>(4);
    private Object id;
    private String path = "";
    private int width;
    private int height;
    private int seen;

    boolean read(StrictJson json, String name) throws IOException {
      switch (name) {
        case "id" -> {
          seen = json.once(seen, ID, name);
          id = json.id(name);
        }
        case "file_name" -> {
          seen = json.once(seen, NAME, name);
          // Programs on Windows write backslashes.
          path = json.isNull() ? "" : json.text(name).replace('\\', '/');
        }
        case "width" -> {
          seen = json.once(seen, WIDTH, name);
          width = json.pixels(name);
        }
        case "height" -> {
          seen = json.once(seen, HEIGHT, name);
          height = json.pixels(name);
        }
        default -> {
          String text = json.plain();
          if (text == null) {
            return false;
          }
          members.put(name, text);
        }
      }
      return true;
    }
  }

  private void category(StrictJson json, int index) throws IOException {
    Object[] id = new Object[1];
    String[] label = new String[1];
    int[] seen = new int[1];
    json.fields(
        name -> {
          switch (name) {
            case "id" -> {
              seen[0] = json.once(seen[0], ID, name);
              id[0] = json.id(name);
            }
            case "name" -> {
              seen[0] = json.once(seen[0], NAME, name);
              label[0] = json.text(name);
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    if (id[0] == null) {
      throw json.absent("id", "a whole number, or a string that is not empty");
    }
    if (label[0] == null) {
      throw json.absent("name", "the category's name");
    }
    categories.declare(id[0], index, json);
    Integer other = categoryNames.put(label[0], index);
    if (other != null) {
      throw json.wrong(
          "name",
          "'%s', and categories[%d] has that name too".formatted(label[0], other),
          "a name of its own for each");
    }
    dataset.categories.add(new Category(id[0], label[0]));
  }

  private void annotation(StrictJson json, int index) throws IOException {
    AnnotationFields fields = new AnnotationFields(json, index);
    json.fields(fields);
    json.requireBox(fields.seen);
    fields.shape.require();
    if (task == CocoTask.MASKS) {
      dataset.segmentations.add(fields.shape.segmentation());
    }
    if (task == CocoTask.KEYPOINTS) {
      dataset.keypoints.add(new LabelledPoints(fields.shape.keypoints(), fields.shape.labelled()));
    }
    dataset.crowds.set(index, fields.crowd);
    dataset.objects.add(fields.image, fields.category, box, fields.area);
  }

  /** The fields of one annotation. */
  private final class AnnotationFields implements StrictJson.Field {
    private final StrictJson json;
    private final int index;
    private final ShapeReader shape;
    private int seen;
    private int image;
    private int category;

    /** The areas; NaN if the area is the box's. */
    private double area = Double.NaN;

    private boolean crowd;

    AnnotationFields(StrictJson json, int index) {
      this.json = json;
      this.index = index;
      this.shape = new ShapeReader(json, task, /* truth= */ true);
    }

    @Override
    public boolean read(String name) throws IOException {
      switch (name) {
        case "id" -> {
          seen = json.once(seen, ID, name);
          json.id(name);
        }
        case "image_id" -> {
          seen = json.once(seen, StrictJson.IMAGE_ID, name);
          image = images.refer(json.id(name), index);
        }
        case "category_id" -> {
          seen = json.once(seen, StrictJson.CATEGORY_ID, name);
          category = categories.refer(json.id(name), index);
        }
        case "bbox" -> {
          seen = json.once(seen, StrictJson.BBOX, name);
          json.box(name, box);
        }
        case "area" -> {
          seen = json.once(seen, AREA, name);
          double given =
              json.isNull() ? Double.NaN : json.number(name, "a number of pixels, NaN or null");
          if (given == Double.POSITIVE_INFINITY) {
            throw json.wrong(name, "Infinity", "a number of pixels, NaN or null");
          }
          area = given >= 0 ? given : Double.NaN;
        }
        case "iscrowd" -> {
          seen = json.once(seen, CROWD, name);
          crowd = json.flag(name);
        }
        default -> {
          return shape.read(name);
        }
      }
      return true;
    }
  }

  /** Replaces the indices in the order of first use by the indices in the lists. */
  private void resolve() throws IOException {
    dataset.objects.renumber(
        declared(images, "image_id", "image"), declared(categories, "category_id", "category"));
    for (int row = 0; row < dataset.segmentations.size(); row++) {
      Image image = dataset.images.get(dataset.objects.image(row));
      String fault = ShapeReader.fault(dataset.segmentations.get(row), image);
      if (fault != null) {
        throw new IOException("%s: annotations[%d].%s".formatted(file, row, fault));
      }
    }
  }

  private int[] declared(Ids ids, String field, String kind) throws IOException {
    int[] declared = new int[ids.size()];
    for (int place = 0; place < declared.length; place++) {
      declared[place] = ids.declaredBy(place);
      if (declared[place] < 0) {
        throw new IOException(
            "%s: annotations[%d].%s is %s: expected the id of %s %s of the file; a string is no number"
                .formatted(
                    file,
                    ids.referredBy(place),
                    field,
                    Ids.shown(ids.at(place)),
                    kind.equals("image") ? "an" : "a",
                    kind));
      }
    }
    return declared;
  }
}
