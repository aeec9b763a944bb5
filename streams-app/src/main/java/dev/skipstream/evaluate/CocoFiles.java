package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * COCO's two files: what is in the images of a data set (instances), and what a detector found in
 * them (results).
 */
public final class CocoFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private record Instances(
      List<Image> images, List<Annotation> annotations, List<Category> categories) {}

  private record Image(long id) {}

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
      double score) {}

  private CocoFiles() {}

  /**
   * Adds every image of the data set, in the order of their ids.
   *
   * @throws IOException that names the file and says what was expected
   */
  public static CocoEvaluator evaluator(Path instances, Path results) throws IOException {
    Instances truth = read(instances, Instances.class);
    if (truth.images == null || truth.annotations == null || truth.categories == null) {
      throw new IOException(
          instances + ": expected COCO's instances, with images, annotations and categories");
    }
    Map<Integer, String> labels = new HashMap<>();
    truth.categories.forEach(category -> labels.put(category.id, category.name));
    Map<Long, List<TrueObject>> objects = new TreeMap<>();
    truth.images.forEach(image -> objects.put(image.id, new ArrayList<>()));
    for (Annotation one : truth.annotations) {
      of(objects, one.image, instances).add(object(one, labels, instances));
    }
    Map<Long, List<Detection>> found = new TreeMap<>();
    truth.images.forEach(image -> found.put(image.id, new ArrayList<>()));
    for (Result one : read(results, Result[].class)) {
      of(found, one.image, results).add(detection(one, labels, results));
    }
    CocoEvaluator evaluator = new CocoEvaluator();
    objects.forEach((image, all) -> evaluator.add(all, found.get(image)));
    return evaluator;
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: is not COCO's JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new IOException(file + ": no such file, or it cannot be read", e);
    }
  }

  private static <T> List<T> of(Map<Long, List<T>> byImage, long image, Path file)
      throws IOException {
    List<T> ofImage = byImage.get(image);
    if (ofImage == null) {
      throw new IOException(
          "%s: speaks of image %d, which the data set does not have: expected files of one data set"
              .formatted(file, image));
    }
    return ofImage;
  }

  private static TrueObject object(Annotation one, Map<Integer, String> labels, Path file)
      throws IOException {
    return new TrueObject(
        label(one.category, labels, file),
        one.category,
        box(one.bbox, file),
        Optional.ofNullable(one.area),
        Optional.empty(),
        one.iscrowd != 0);
  }

  private static Detection detection(Result one, Map<Integer, String> labels, Path file)
      throws IOException {
    return new Detection(
        label(one.category, labels, file), one.category, one.score, box(one.bbox, file));
  }

  private static String label(int category, Map<Integer, String> labels, Path file)
      throws IOException {
    String label = labels.get(category);
    if (label == null) {
      throw new IOException(
          "%s: speaks of category %d, which the data set does not have".formatted(file, category));
    }
    return label;
  }

  private static BoundingBox box(double[] bbox, Path file) throws IOException {
    if (bbox == null || bbox.length != 4) {
      throw new IOException(file + ": a bbox is not four numbers: expected x, y, width, height");
    }
    return new BoundingBox(bbox[0], bbox[1], bbox[2], bbox[3]);
  }
}
