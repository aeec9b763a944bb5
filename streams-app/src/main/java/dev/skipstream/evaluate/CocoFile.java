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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** COCO's two kinds of file as they are written; what they mean together is for others to say. */
final class CocoFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Python writes them; the checks below say which image they are of.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  record Instances(List<Image> images, List<Annotation> annotations, List<Category> categories) {}

  static final class Image {
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

  record Category(int id, String name) {}

  record Annotation(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") int category,
      double[] bbox,
      Double area,
      int iscrowd) {}

  record Result(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") int category,
      double[] bbox,
      Double score) {}

  private CocoFile() {}

  /**
   * Reads a data set's file.
   *
   * @throws IOException that names the file and says what was expected
   */
  static Instances instances(Path file) throws IOException {
    Instances read = read(file, Instances.class);
    if (read.images == null || read.annotations == null || read.categories == null) {
      throw new IOException(
          file + ": expected COCO's instances, with images, annotations and categories");
    }
    return read;
  }

  /** Takes a result, and says what is wrong with it. */
  @FunctionalInterface
  interface ResultTaker {
    void take(Result one) throws IOException;
  }

  /** One after another: half a million of them, as COCO's validation set has, need not be kept. */
  static void forEachResult(Path file, ResultTaker taker) throws IOException {
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

  static BoundingBox box(double[] bbox, long image, Path file) throws IOException {
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
