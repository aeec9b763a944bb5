package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private final Path file;
  private final Map<Integer, String> labels = new HashMap<>();
  private final Map<String, Integer> categories = new HashMap<>();
  private final Map<String, Long> imagesByStem = new HashMap<>();
  private final SortedMap<Long, CocoFile.Image> images = new TreeMap<>();
  private final Map<Long, List<TrueObject>> objects = new HashMap<>();

  private CocoDataset(Path file, CocoFile.Instances instances) throws IOException {
    this.file = file;
    for (CocoFile.Category category : instances.categories()) {
      labels.put(category.id(), category.name());
      categories.put(category.name(), category.id());
    }
    for (CocoFile.Image image : instances.images()) {
      images.put(image.id, image);
      imagesByStem.put(image.stem(), image.id);
      objects.put(image.id, new ArrayList<>());
    }
    for (CocoFile.Annotation one : instances.annotations()) {
      requireImage(one.image(), file);
      objects
          .get(one.image())
          .add(
              new TrueObject(
                  label(one.category(), file),
                  one.category(),
                  CocoFile.box(one.bbox(), one.image(), file),
                  Optional.ofNullable(one.area()),
                  Optional.empty(),
                  one.iscrowd() != 0));
    }
  }

  /**
   * Reads a data set.
   *
   * @throws IOException that names the file and says what was expected
   */
  public static CocoDataset read(Path instances) throws IOException {
    return new CocoDataset(instances, CocoFile.instances(instances));
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
    CocoFile.forEachResult(results, one -> add(one, found, results));
    return found;
  }

  private void add(CocoFile.Result one, Map<Long, List<Detection>> found, Path results)
      throws IOException {
    requireImage(one.image(), results);
    if (one.score() == null) {
      throw new IOException(
          "%s: a result of image %d has no score: expected COCO's results"
              .formatted(results, one.image()));
    }
    if (!(one.score() >= 0 && one.score() <= 1)) {
      throw new IOException(
          "%s: a result of image %d has the score %s: expected a number from 0 to 1"
              .formatted(results, one.image(), one.score()));
    }
    found
        .get(one.image())
        .add(
            new Detection(
                label(one.category(), results),
                one.category(),
                one.score(),
                CocoFile.box(one.bbox(), one.image(), results)));
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
    for (CocoFile.Image image : images.values()) {
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
    for (CocoFile.Image image : images.values()) {
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
}
