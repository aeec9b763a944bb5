package dev.skipstream.source.street;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.source.JpegEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes frames as a data set in COCO's format: {@code images/} and {@code instances.json}.
 *
 * <p>An annotation has one member more than COCO's, {@code occlusion}, and an image three: {@code
 * camera}, {@code daytime} and {@code weather}. Box and mask are those of what is seen.
 *
 * <p>Threading: for one thread. The annotations are written by {@link #close}.
 */
public final class CocoFolder implements Closeable {

  /** COCO's own names. */
  private record Image(
      long id,
      String file_name,
      int width,
      int height,
      String camera,
      String daytime,
      String weather) {}

  private record Annotation(
      long id,
      long image_id,
      int category_id,
      double[] bbox,
      Segmentation segmentation,
      int area,
      int iscrowd,
      double occlusion) {}

  /**
   * A mask as run lengths.
   *
   * @param size height and width of the image
   * @param counts the runs as pycocotools writes them
   */
  private record Segmentation(int[] size, String counts) {}

  private record Category(int id, String name) {}

  private record Instances(
      Map<String, String> info,
      List<Image> images,
      List<Annotation> annotations,
      List<Category> categories) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "instances.json";
  private static final String IMAGES = "images";

  private final Path folder;
  private final JpegEncoder encoder;
  private final Map<String, String> recipe;
  private final List<Image> images = new ArrayList<>();
  private final List<Annotation> annotations = new ArrayList<>();

  /**
   * Begins a data set, or continues one of the same recipe.
   *
   * @param folder is created; where it exists it must be empty, or hold a data set of this recipe
   * @param quality of the JPEGs, 1 to 100
   * @param recipe the settings that the frames follow from: kept as COCO's {@code info}
   * @throws IOException when the folder holds something else, or cannot be written to
   */
  public CocoFolder(Path folder, int quality, Map<String, String> recipe) throws IOException {
    this.folder = folder;
    this.encoder = new JpegEncoder(quality);
    this.recipe = new TreeMap<>(recipe);
    Files.createDirectories(folder);
    if (Files.exists(folder.resolve(FILE))) {
      readBefore();
      return;
    }
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IOException(
            folder
                + ": is not empty; expected a new folder, an empty one, or one that this command"
                + " began");
      }
    }
    Files.createDirectory(folder.resolve(IMAGES));
    // A run that is killed leaves a valid data set too, and can be continued.
    write();
  }

  private void readBefore() throws IOException {
    Instances before;
    try {
      before = JSON.readValue(folder.resolve(FILE).toFile(), Instances.class);
    } catch (JacksonException e) {
      throw new IOException(
          "%s: was not written by this command (%s); expected a new folder, or one that it began"
              .formatted(folder.resolve(FILE), e.getOriginalMessage()),
          e);
    }
    if (!recipe.equals(before.info())) {
      throw new IOException(
          "%s: holds a data set of %s, and not of %s; expected the same settings, to continue it, or a new folder"
              .formatted(folder, before.info(), recipe));
    }
    if (before.annotations().stream().anyMatch(annotation -> annotation.segmentation() == null)) {
      throw new IOException(
          "%s: has annotations without masks, of an earlier release; expected a new folder"
              .formatted(folder.resolve(FILE)));
    }
    images.addAll(before.images());
    annotations.addAll(before.annotations());
  }

  /**
   * Adds a frame.
   *
   * @param camera the seed of its street
   */
  public void add(StreetFrame frame, long camera, StreetConditions conditions) throws IOException {
    long id = images.size() + 1L;
    String name = String.format(Locale.ROOT, "%06d.jpg", id);
    Files.write(
        folder.resolve(IMAGES).resolve(name),
        encoder.encode(frame.bgr(), frame.width(), frame.height()));
    images.add(
        new Image(
            id,
            name,
            frame.width(),
            frame.height(),
            Long.toString(camera),
            named(conditions.daytime()),
            named(conditions.weather())));
    for (StreetObject object : frame.objects()) {
      BoundingBox box = object.box();
      annotations.add(
          new Annotation(
              annotations.size() + 1L,
              id,
              object.kind().id(),
              new double[] {box.x(), box.y(), box.width(), box.height()},
              new Segmentation(new int[] {frame.height(), frame.width()}, object.mask().text()),
              object.visiblePixels(),
              object.hardlySeen() ? 1 : 0,
              object.occlusion()));
    }
  }

  /** Returns the current number of frames, those of earlier runs included. */
  public int frames() {
    return images.size();
  }

  /** Returns the current number of boxes. */
  public int boxes() {
    return annotations.size();
  }

  private static String named(Enum<?> condition) {
    return condition.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    write();
  }

  private void write() throws IOException {
    List<Category> categories =
        Arrays.stream(StreetClass.values())
            .map(kind -> new Category(kind.id(), kind.label()))
            .toList();
    Path whole = folder.resolve(FILE);
    Path part = folder.resolve(FILE + ".part");
    JSON.writeValue(part.toFile(), new Instances(recipe, images, annotations, categories));
    // Atomic: a reader finds the previous file or this one.
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
