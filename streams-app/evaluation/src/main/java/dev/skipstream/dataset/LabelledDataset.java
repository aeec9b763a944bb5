package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.dataset.DatasetBuilder.LabelledPoints;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.event.TruePoint;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Labelled images. They are in the order of their ids: numbers by size, strings by code point.
 * {@link ImageDetections} has what a detector found in them.
 *
 * <p>Boxes are kept in columns; objects are made when an image is handed over.
 *
 * <p>Threading: safe; never changes once it is read.
 */
public final class LabelledDataset {
  private final Path file;
  private final CocoTask task;
  private final List<Image> images;
  private final List<Category> categories;

  /** [category]: the number that events and figures have for it. */
  private final int[] numbers;

  /** The first number that no category of the data set has, nor any after it. */
  private final int otherNumbers;

  private final BoxColumns objects;
  private final BitSet crowds;
  private final BoxColumns.ByImage byImage;
  private final List<Integer> imageClasses;
  private final List<Segmentation> segmentations;
  private final List<LabelledPoints> keypoints;

  private LabelledDataset(Path file, CocoTask task, DatasetBuilder read) {
    this.file = file;
    this.task = task;
    Integer[] imageOrder = order(read.images.stream().map(Image::id).toList());
    Integer[] categoryOrder = order(read.categories.stream().map(Category::id).toList());
    images = sorted(read.images, imageOrder);
    categories = sorted(read.categories, categoryOrder);
    numbers = numbers(categories);
    otherNumbers = 1 + IntStream.of(numbers).max().orElse(0);
    objects = read.objects;
    objects.renumber(inverse(imageOrder), inverse(categoryOrder));
    crowds = read.crowds;
    imageClasses = sorted(read.imageClasses, imageOrder, categoryOrder);
    segmentations = read.segmentations;
    keypoints = read.keypoints;
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

  /** Returns the class of each image in the new orders; empty where images have none. */
  private static List<Integer> sorted(
      List<Integer> classes, Integer[] imageOrder, Integer[] categoryOrder) {
    if (classes.isEmpty()) {
      return List.of();
    }
    int[] places = inverse(categoryOrder);
    return sorted(classes, imageOrder).stream().map(category -> places[category]).toList();
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
    return read(path, CocoTask.BOXES);
  }

  /**
   * Reads a data set with the shapes of a task. Masks and keypoints are read from files in COCO's
   * format.
   *
   * @param task the shapes that each object must have in addition to its box
   * @throws IOException that names the file, the place in it, and says what was expected
   */
  public static LabelledDataset read(Path path, CocoTask task) throws IOException {
    if (Files.isDirectory(path) || YoloReader.isDescription(path)) {
      if (task != CocoTask.BOXES) {
        throw new IOException(
            "%s: %s are not read from a folder: expected a file in COCO's format"
                .formatted(path, task));
      }
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      if (YoloReader.reads(folder)) {
        return new LabelledDataset(path, task, YoloReader.read(folder));
      }
      if (VocReader.reads(folder)) {
        return new LabelledDataset(path, task, VocReader.read(folder));
      }
      throw new IOException(
          "%s: is no data set: expected a file in COCO's format, a folder of Pascal VOC's with .xml files in Annotations or beside the images, or one of YOLO's with data.yaml, obj.names or classes.txt"
              .formatted(path));
    }
    return new LabelledDataset(path, task, CocoReader.read(path, task));
  }

  /**
   * Reads a folder with one folder for each class, which has the images of the class.
   *
   * @throws IOException that names the folder, and says what was expected
   */
  public static LabelledDataset readClassFolders(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException(
          path + ": is no folder: expected a folder with one folder of images for each class");
    }
    return new LabelledDataset(path, CocoTask.BOXES, ClassFolderReader.read(path));
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
   * @param objects with the shapes for which the data set was read
   * @param imageClass the class of the whole image, where the data set has one
   */
  public record LabelledImage(
      String path,
      String name,
      Path file,
      int width,
      int height,
      List<TrueObject> objects,
      Optional<TrueClass> imageClass) {}

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
              shapedObjects(image),
              classOf(image)));
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

  /** Returns the file or folder that was read. */
  Path file() {
    return file;
  }

  /** Returns the task whose shapes were read. */
  CocoTask task() {
    return task;
  }

  /** Returns how many images there are. */
  public int size() {
    return images.size();
  }

  /** Returns how many objects there are, crowds included. */
  public int countObjects() {
    return objects.size();
  }

  /** Returns the names of the categories. */
  Set<String> categoryNames() {
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

  /** Returns an image, by its place in the order of the ids. */
  Image image(int image) {
    return images.get(image);
  }

  /** Returns the categories in the order of their ids. */
  List<Category> categories() {
    return categories;
  }

  /** Returns the place of each image by its id. */
  Map<Object, Integer> imagePlaces() {
    Map<Object, Integer> places = new HashMap<>();
    images.forEach(image -> places.put(image.id(), places.size()));
    return places;
  }

  /**
   * Returns the number of a category in events and metrics.
   *
   * @param category its place; places after the data set's categories get numbers that the data set
   *     does not use
   */
  int number(int category) {
    return category < categories.size()
        ? numbers[category]
        : otherNumbers + category - categories.size();
  }

  /** Returns the objects in an image. */
  List<TrueObject> objects(int image) {
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

  /** Returns the class of an image, where the data set has one. */
  Optional<TrueClass> classOf(int image) {
    return imageClasses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TrueClass(
                categories.get(imageClasses.get(image)).name(), numbers[imageClasses.get(image)]));
  }

  /** Returns the objects in an image, with the shapes for which the data set was read. */
  List<TrueObject> shapedObjects(int image) {
    List<TrueObject> objects = objects(image);
    return switch (task) {
      case BOXES -> objects;
      case MASKS -> with(objects, masks(image), LabelledDataset::withMask);
      case KEYPOINTS -> with(objects, keypoints(image), LabelledDataset::withPoints);
    };
  }

  private static <T> List<TrueObject> with(
      List<TrueObject> objects, List<T> shapes, BiFunction<TrueObject, T, TrueObject> add) {
    return IntStream.range(0, objects.size())
        .mapToObj(i -> add.apply(objects.get(i), shapes.get(i)))
        .toList();
  }

  private static TrueObject withMask(TrueObject object, RunLengthMask mask) {
    return object.withMask(mask.event());
  }

  private static TrueObject withPoints(TrueObject object, LabelledPoints labelled) {
    Keypoints points = labelled.points();
    return object.withKeypoints(
        IntStream.range(0, points.size())
            .mapToObj(
                i ->
                    new TruePoint(
                        Keypoint.PERSON.get(i),
                        points.x(i),
                        points.y(i),
                        (int) points.visibility(i)))
            .toList());
  }

  /** Returns the masks of the objects in an image, in their order. */
  List<RunLengthMask> masks(int image) {
    Image of = images.get(image);
    return rows(image)
        .mapToObj(row -> segmentations.get(row).mask(of.height(), of.width()))
        .toList();
  }

  /** Returns the keypoints of the objects in an image, in their order. */
  List<LabelledPoints> keypoints(int image) {
    return rows(image).mapToObj(keypoints::get).toList();
  }

  private IntStream rows(int image) {
    return Arrays.stream(byImage.rows(), byImage.start()[image], byImage.start()[image + 1]);
  }
}
