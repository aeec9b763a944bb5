package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A data set in COCO's format (instances), and what a detector found in its images.
 *
 * <p>Threading: safe; never changes once it is read.
 */
public final class CocoDataset {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Python writes them; the checks below say which image they are of.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private record Instances(
      List<Image> images, List<Annotation> annotations, List<Category> categories) {}

  private static final class Image {
    @JsonProperty long id;
    @JsonProperty int width;
    @JsonProperty int height;

    @JsonProperty("file_name")
    String file = "";

    /** What else the data set says of it, such as the weather. */
    @JsonAnySetter Map<String, Object> members = new HashMap<>();

    /** The file's name without folders and extension. */
    String stem() {
      String name = file.substring(file.lastIndexOf('/') + 1);
      int dot = name.lastIndexOf('.');
      return dot > 0 ? name.substring(0, dot) : name;
    }
  }

  private record Category(int id, String name) {}

  private record Annotation(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") int category,
      double[] bbox,
      Double area,
      int iscrowd) {}

  private record Result(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") int category,
      double[] bbox,
      Double score) {}

  private final Path file;
  private final Map<Integer, String> labels = new HashMap<>();
  private final Map<String, Integer> categories = new HashMap<>();
  private final Map<String, Long> imagesByStem = new HashMap<>();
  private final SortedMap<Long, Image> images = new TreeMap<>();
  private final Map<Long, List<TrueObject>> objects = new HashMap<>();

  private CocoDataset(Path file, Instances instances) throws IOException {
    this.file = file;
    for (Category category : instances.categories) {
      labels.put(category.id, category.name);
      categories.put(category.name, category.id);
    }
    for (Image image : instances.images) {
      images.put(image.id, image);
      imagesByStem.put(image.stem(), image.id);
      objects.put(image.id, new ArrayList<>());
    }
    for (Annotation one : instances.annotations) {
      requireImage(one.image, file);
      objects
          .get(one.image)
          .add(
              new TrueObject(
                  label(one.category, file),
                  one.category,
                  box(one.bbox, one.image, file),
                  Optional.ofNullable(one.area),
                  Optional.empty(),
                  one.iscrowd != 0));
    }
  }

  /**
   * Reads a data set.
   *
   * @throws IOException that names the file and says what was expected
   */
  public static CocoDataset read(Path instances) throws IOException {
    Instances read = read(instances, Instances.class);
    if (read.images == null || read.annotations == null || read.categories == null) {
      throw new IOException(
          instances + ": expected COCO's instances, with images, annotations and categories");
    }
    return new CocoDataset(instances, read);
  }

  /**
   * An image and all that is in it.
   *
   * @param file its name, as the data set has it
   * @param width pixels, 0 where the data set does not say
   * @param height pixels, 0 where the data set does not say
   */
  public record LabelledImage(String file, int width, int height, List<TrueObject> objects) {}

  /** The images in the order of their ids. */
  public List<LabelledImage> images() {
    return images.values().stream()
        .map(one -> new LabelledImage(one.file, one.width, one.height, objects.get(one.id)))
        .toList();
  }

  /** How many images it has. */
  public int size() {
    return images.size();
  }

  /**
   * What a file of COCO's results says was found, by image id; nothing was in those that it does
   * not name.
   *
   * @throws IOException that names the file and says what was expected
   */
  public Map<Long, List<Detection>> results(Path results) throws IOException {
    Map<Long, List<Detection>> found = new HashMap<>();
    images.keySet().forEach(image -> found.put(image, new ArrayList<>()));
    forEachResult(results, one -> add(one, found, results));
    return found;
  }

  /** Takes a result, and says what is wrong with it. */
  @FunctionalInterface
  private interface ResultTaker {
    void take(Result one) throws IOException;
  }

  /** One after another: half a million of them, as COCO's validation set has, need not be kept. */
  private static void forEachResult(Path file, ResultTaker taker) throws IOException {
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException(file + ": is no list: expected COCO's results");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        taker.take(JSON.readValue(parser, Result.class));
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException(
            "%s: has a %s among its results: expected COCO's results"
                .formatted(file, parser.currentToken()));
      }
    } catch (JsonProcessingException e) {
      throw notCocos(file, e);
    } catch (FileNotFoundException e) {
      throw notThere(file, e);
    }
  }

  private void add(Result one, Map<Long, List<Detection>> found, Path results) throws IOException {
    requireImage(one.image, results);
    if (one.score == null) {
      throw new IOException(
          "%s: a result of image %d has no score: expected COCO's results"
              .formatted(results, one.image));
    }
    if (!(one.score >= 0 && one.score <= 1)) {
      throw new IOException(
          "%s: a result of image %d has the score %s: expected a number from 0 to 1"
              .formatted(results, one.image, one.score));
    }
    found
        .get(one.image)
        .add(
            new Detection(
                label(one.category, results),
                one.category,
                one.score,
                box(one.bbox, one.image, results)));
  }

  /**
   * What detection events say was found, by image id; only of the images that have one. An event's
   * frame is the image whose file has the name that the frame's id ends with.
   *
   * @throws IOException when an event is of a frame that the data set does not have
   */
  public Map<Long, List<Detection>> events(Iterable<DetectionEvent> events) throws IOException {
    Map<Long, List<Detection>> found = new HashMap<>();
    for (DetectionEvent event : events) {
      found.put(imageOf(event.frame().id()), event.detections());
    }
    return found;
  }

  /**
   * The id of the image whose file has the name that a frame's id ends with.
   *
   * @throws IOException when there is none
   */
  long imageOf(String frame) throws IOException {
    Long image = imagesByStem.get(frame.substring(frame.lastIndexOf('/') + 1));
    if (image == null) {
      throw new IOException(
          "%s: has no image of the name that frame %s ends with".formatted(file, frame));
    }
    return image;
  }

  /**
   * The id of the category of a name.
   *
   * @throws IOException when there is none
   */
  int categoryOf(String label) throws IOException {
    Integer category = categories.get(label);
    if (category == null) {
      throw new IOException(
          "%s: has no category '%s', only %s; expected the model's labels to be the data set's"
              .formatted(file, label, new TreeSet<>(categories.keySet())));
    }
    return category;
  }

  /** How many objects it knows of, crowds included. */
  public int countObjects() {
    return objects.values().stream().mapToInt(List::size).sum();
  }

  /** The figures over the images that something is said about. */
  public CocoMetrics score(Map<Long, List<Detection>> found) {
    CocoEvaluator evaluator = new CocoEvaluator();
    forEach(found, frame -> evaluator.add(frame.truth(), frame.found()));
    return evaluator.metrics();
  }

  /** The figures by what the data set says under a name of each image, such as its weather. */
  public SortedMap<String, CocoMetrics> scoreBy(String member, Map<Long, List<Detection>> found) {
    SortedMap<String, CocoEvaluator> parts = new TreeMap<>();
    for (Image image : images.values()) {
      Object value = image.members.get(member);
      if (value != null && found.containsKey(image.id)) {
        parts
            .computeIfAbsent(value.toString(), part -> new CocoEvaluator())
            .add(objects.get(image.id), found.get(image.id));
      }
    }
    SortedMap<String, CocoMetrics> scores = new TreeMap<>();
    parts.forEach((part, evaluator) -> scores.put(part, evaluator.metrics()));
    return scores;
  }

  /** Hands over the images that something is said about, in the order of their ids. */
  public void forEach(Map<Long, List<Detection>> found, Consumer<ScoredFrame> frames) {
    for (Image image : images.values()) {
      if (found.containsKey(image.id)) {
        frames.accept(
            new ScoredFrame(
                image.file,
                image.width,
                image.height,
                Optional.empty(),
                objects.get(image.id),
                found.get(image.id)));
      }
    }
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JsonProcessingException e) {
      throw notCocos(file, e);
    } catch (FileNotFoundException e) {
      throw notThere(file, e);
    }
  }

  private static IOException notCocos(Path file, JsonProcessingException e) {
    return new IOException("%s: is not COCO's JSON: %s".formatted(file, e.getOriginalMessage()), e);
  }

  private static IOException notThere(Path file, FileNotFoundException e) {
    return new IOException(file + ": no such file, or it cannot be read", e);
  }

  private void requireImage(long image, Path file) throws IOException {
    if (!images.containsKey(image)) {
      throw new IOException(
          "%s: speaks of image %d, which the data set does not have: expected files of one data set"
              .formatted(file, image));
    }
  }

  private String label(int category, Path file) throws IOException {
    String label = labels.get(category);
    if (label == null) {
      throw new IOException(
          "%s: speaks of category %d, which the data set does not have".formatted(file, category));
    }
    return label;
  }

  private static BoundingBox box(double[] bbox, long image, Path file) throws IOException {
    boolean numbers =
        bbox != null && bbox.length == 4 && Arrays.stream(bbox).allMatch(Double::isFinite);
    if (!numbers || bbox[2] < 0 || bbox[3] < 0) {
      throw new IOException(
          "%s: a bbox of image %d is %s: expected four numbers, x, y, width and height, the last two not negative"
              .formatted(file, image, bbox == null ? "absent" : Arrays.toString(bbox)));
    }
    return new BoundingBox(bbox[0], bbox[1], bbox[2], bbox[3]);
  }
}
