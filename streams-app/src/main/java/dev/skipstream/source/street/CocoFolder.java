package dev.skipstream.source.street;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.source.JpegEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Writes frames as a data set in COCO's format: {@code images/} and {@code instances.json}.
 *
 * <p>An annotation has one member more than COCO's, {@code occlusion}, and an image three: {@code
 * camera}, {@code daytime} and {@code weather}. The box is that of what is seen.
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
      int area,
      int iscrowd,
      double occlusion) {}

  private record Category(int id, String name) {}

  private record Instances(
      List<Image> images, List<Annotation> annotations, List<Category> categories) {}

  private final Path folder;
  private final JpegEncoder encoder;
  private final List<Image> images = new ArrayList<>();
  private final List<Annotation> annotations = new ArrayList<>();

  /**
   * Begins a data set.
   *
   * @param folder is made; must be empty where it is there already
   * @param quality of the JPEGs, 1 to 100
   * @throws IOException when the folder holds something, or cannot be written to
   */
  public CocoFolder(Path folder, int quality) throws IOException {
    this.folder = folder;
    this.encoder = new JpegEncoder(quality);
    Files.createDirectories(folder);
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IOException(folder + ": is not empty; expected a new folder, or an empty one");
      }
    }
    Files.createDirectory(folder.resolve("images"));
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
        folder.resolve("images").resolve(name),
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
              object.visiblePixels(),
              object.hardlySeen() ? 1 : 0,
              object.occlusion()));
    }
  }

  /** How many boxes there are by now. */
  public int boxes() {
    return annotations.size();
  }

  private static String named(Enum<?> condition) {
    return condition.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    List<Category> categories =
        Arrays.stream(StreetClass.values())
            .map(kind -> new Category(kind.id(), kind.label()))
            .toList();
    JsonMapper.builder()
        .build()
        .writeValue(
            folder.resolve("instances.json").toFile(),
            new Instances(images, annotations, categories));
  }
}
