package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Labelled images, and what a detector found in them. Images are in the order of their ids: numbers
 * by size, strings by code point.
 *
 * <p>Boxes are kept in columns; objects and detections are made when an image is handed over.
 *
 * <p>Threading: safe; never changes once it is read.
 */
public final class LabelledDataset {
  private final Path file;
  private final List<Image> images;
  private final List<Category> categories;

  /** [category]: the number that events and figures have for it. */
  private final int[] numbers;

  /** The first number that no category of the data set has, nor any after it. */
  private final int otherNumbers;

  private final BoxColumns objects;
  private final BitSet crowds;
  private final BoxColumns.ByImage byImage;

  private LabelledDataset(Path file, DatasetBuilder read) {
    this.file = file;
    Integer[] imageOrder = order(read.images.stream().map(Image::id).toList());
    Integer[] categoryOrder = order(read.categories.stream().map(Category::id).toList());
    images = sorted(read.images, imageOrder);
    categories = sorted(read.categories, categoryOrder);
    numbers = numbers(categories);
    otherNumbers = 1 + IntStream.of(numbers).max().orElse(0);
    objects = read.objects;
    objects.renumber(inverse(imageOrder), inverse(categoryOrder));
    crowds = read.crowds;
    byImage = objects.byImage(images.size());
  }

  private static Integer[] order(List<Object> ids) {
    return IntStream.range(0, ids.size())
        .boxed()
        .sorted(Comparator.comparing(ids::get, Ids.ORDER))
        .toArray(Integer[]::new);
  }

  private static <T> List<T> sorted(List<T> list, Integer[] order) {
    List<T> sorted = new ArrayList<>(order.length);
    for (int place : order) {
      sorted.add(list.get(place));
    }
    return List.copyOf(sorted);
  }

  private static int[] inverse(Integer[] order) {
    int[] inverse = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      inverse[order[place]] = place;
    }
    return inverse;
  }

  /** The ids where all of them are numbers of 32 bits; else from 1, in their order. */
  private static int[] numbers(List<Category> categories) {
    boolean small =
        categories.stream()
            .allMatch(one -> one.id() instanceof Long id && id.intValue() == id.longValue());
    return IntStream.range(0, categories.size())
        .map(place -> small ? ((Long) categories.get(place).id()).intValue() : place + 1)
        .toArray();
  }

  /**
   * Reads a data set: a file in COCO's format, plain or gzip, or a folder in Pascal VOC's or
   * YOLO's.
   *
   * @throws IOException that names the file, the place in it, and says what was expected
   */
  public static LabelledDataset read(Path path) throws IOException {
    if (Files.isDirectory(path) || YoloReader.isDescription(path)) {
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      if (YoloReader.reads(folder)) {
        return new LabelledDataset(path, YoloReader.read(folder));
      }
      if (VocReader.reads(folder)) {
        return new LabelledDataset(path, VocReader.read(folder));
      }
      throw new IOException(
          "%s: is no data set: expected a file in COCO's format, a folder of Pascal VOC's with .xml files in Annotations or beside the images, or one of YOLO's with data.yaml, obj.names or classes.txt"
              .formatted(path));
    }
    return new LabelledDataset(path, CocoReader.read(path));
  }

  /** Returns whether a path is a data set by its name or its content, and not only images. */
  public static boolean isDataset(Path path) {
    return Files.isDirectory(path)
        ? YoloReader.reads(path) || VocReader.reads(path)
        : path.toString().endsWith(".json")
            || path.toString().endsWith(".json.gz")
            || YoloReader.isDescription(path);
  }

  /**
   * An image and the objects in it.
   *
   * @param path of its file, as the data set has it
   * @param name that is unique in the data set: the path, without the extension where that does
   * @param file where it lies
   * @param width pixels, 0 where the data set does not say
   * @param height pixels, 0 where the data set does not say
   */
  public record LabelledImage(
      String path, String name, Path file, int width, int height, List<TrueObject> objects) {}

  /**
   * Returns the images in the order of their ids.
   *
   * @throws IOException when two have one path, or the file of one is not there
   */
  public List<LabelledImage> images() throws IOException {
    ImageNames names = names();
    ImageFiles files = new ImageFiles(file);
    List<LabelledImage> labelled = new ArrayList<>();
    for (int image = 0; image < images.size(); image++) {
      Image one = images.get(image);
      labelled.add(
          new LabelledImage(
              one.path(),
              names.name(image),
              one.file().isPresent() ? one.file().get() : files.require(one.path()),
              one.width(),
              one.height(),
              objects(image)));
    }
    return labelled;
  }

  /** Returns where the file of an image lies, by the name of its {@link ScoredFrame}. */
  public Optional<Path> fileOf(String name) {
    for (Image image : images) {
      if (image.name().equals(name)) {
        return image.file().or(() -> new ImageFiles(file).find(name));
      }
    }
    return Optional.empty();
  }

  private ImageNames names() throws IOException {
    return new ImageNames(file, images.stream().map(Image::path).toList());
  }

  /** Returns how many images there are. */
  public int size() {
    return images.size();
  }

  /** Returns how many objects there are, crowds included. */
  public int countObjects() {
    return objects.size();
  }

  /**
   * Reads results in COCO's format. All images were looked at: nothing was found in those that the
   * file does not name.
   *
   * @throws IOException that names the file, the index and the field
   */
  public ImageDetections results(Path results) throws IOException {
    Map<Object, Integer> imagePlaces = new HashMap<>();
    images.forEach(image -> imagePlaces.put(image.id(), imagePlaces.size()));
    Map<Object, Integer> categoryPlaces = new HashMap<>();
    categories.forEach(category -> categoryPlaces.put(category.id(), categoryPlaces.size()));
    BitSet all = new BitSet();
    all.set(0, images.size());
    return new ImageDetections(
        all, images.size(), CocoResults.read(results, imagePlaces, categoryPlaces), List.of());
  }

  /**
   * Takes detection events; only the images that have one were looked at. Of two events for one
   * frame the last counts. Categories are matched by name.
   *
   * @throws IOException when an event's frame is no image, when two frames are one image, or when
   *     no category of the events is one of the data set's
   */
  public ImageDetections events(Iterable<DetectionEvent> events) throws IOException {
    ImageFinder finder = finder();
    SortedMap<Integer, DetectionEvent> byImage = new TreeMap<>();
    for (DetectionEvent event : events) {
      byImage.put(finder.find(event.frame().source(), event.frame().id()), event);
    }
    Map<String, Integer> places = new HashMap<>();
    categories.forEach(category -> places.put(category.name(), places.size()));
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
    requireSharedCategories(boxes, others);
    return new ImageDetections(looked, images.size(), boxes, others);
  }

  private void requireSharedCategories(BoxColumns boxes, List<String> others) throws IOException {
    for (int row = 0; row < boxes.size(); row++) {
      if (boxes.category(row) < categories.size()) {
        return;
      }
    }
    if (boxes.size() > 0) {
      throw new IOException(
          "%s: has the categories %s, the detections %s, and none is in both: expected the same names; import the model with the data set's labels"
              .formatted(file, categoryNames(), new TreeSet<>(others)));
    }
  }

  private Set<String> categoryNames() {
    Set<String> names = new TreeSet<>();
    categories.forEach(category -> names.add(category.name()));
    return names;
  }

  /** Finds images by frames, and notices when two frames are one image. */
  ImageFinder finder() throws IOException {
    return new ImageFinder(file, names());
  }

  /** Returns the id of an image: a {@link Long} or a {@link String}. */
  Object imageId(int image) {
    return images.get(image).id();
  }

  /**
   * Returns the id of the category of a name: a {@link Long} or a {@link String}.
   *
   * @throws IOException when there is none
   */
  Object categoryId(String label) throws IOException {
    for (Category category : categories) {
      if (category.name().equals(label)) {
        return category.id();
      }
    }
    throw new IOException(
        "%s: has no category '%s', only %s; expected the model's labels to be the data set's"
            .formatted(file, label, categoryNames()));
  }

  /** Returns the figures over the images that were looked at. */
  public CocoMetrics score(ImageDetections found) {
    CocoEvaluator evaluator = new CocoEvaluator();
    forEach(found, evaluator::add);
    return evaluator.metrics();
  }

  /** Returns the figures by what the data set says under a name of each image, such as weather. */
  public SortedMap<String, CocoMetrics> scoreBy(String member, ImageDetections found) {
    SortedMap<String, CocoEvaluator> parts = new TreeMap<>();
    for (int image = 0; image < images.size(); image++) {
      String value = images.get(image).members().get(member);
      if (value != null && found.has(image)) {
        parts.computeIfAbsent(value, part -> new CocoEvaluator()).add(frame(image, found));
      }
    }
    SortedMap<String, CocoMetrics> scores = new TreeMap<>();
    parts.forEach((part, evaluator) -> scores.put(part, evaluator.metrics()));
    return scores;
  }

  /** Hands over the images that were looked at, in the order of their ids. */
  public void forEach(ImageDetections found, Consumer<ScoredFrame> frames) {
    for (int image = 0; image < images.size(); image++) {
      if (found.has(image)) {
        frames.accept(frame(image, found));
      }
    }
  }

  private ScoredFrame frame(int image, ImageDetections found) {
    Image one = images.get(image);
    int from = found.start(image);
    int count = found.start(image + 1) - from;
    List<Detection> detections = new ArrayList<>(count);
    double[] ranking = new double[count];
    BoxColumns boxes = found.boxes();
    for (int d = 0; d < count; d++) {
      int row = found.row(from + d);
      ranking[d] = boxes.value(row);
      detections.add(
          new Detection(
              label(boxes.category(row), found),
              number(boxes.category(row)),
              Math.min(1, ranking[d]),
              boxes.box(row)));
    }
    return new ScoredFrame(
        one.name(),
        one.width(),
        one.height(),
        Optional.empty(),
        objects(image),
        detections,
        ranking);
  }

  private String label(int category, ImageDetections found) {
    return category < categories.size()
        ? categories.get(category).name()
        : found.otherLabels().get(category - categories.size());
  }

  /** A category that the data set does not have gets a number that the data set does not use. */
  private int number(int category) {
    return category < categories.size()
        ? numbers[category]
        : otherNumbers + category - categories.size();
  }

  private List<TrueObject> objects(int image) {
    int from = byImage.start()[image];
    List<TrueObject> list = new ArrayList<>(byImage.start()[image + 1] - from);
    for (int at = from; at < byImage.start()[image + 1]; at++) {
      int row = byImage.rows()[at];
      double area = objects.value(row);
      list.add(
          new TrueObject(
              categories.get(objects.category(row)).name(),
              numbers[objects.category(row)],
              objects.box(row),
              Double.isNaN(area) ? Optional.empty() : Optional.of(area),
              Optional.empty(),
              crowds.get(row)));
    }
    return list;
  }
}
