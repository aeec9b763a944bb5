package dev.skipstream.dataset;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.shape.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Writes detections as COCO's results, frame by frame, for pycocotools and the tools that use it.
 * The file gets its name when {@link #finish} is called: after an error there is none.
 *
 * <p>With a data set, the ids of images (by source and relative path) and of categories (by name)
 * are those of the data set. Without one an image's id is its number, counted from 1, and a
 * category's id is the model's own. Each result then also has its frame's id, as {@code frame},
 * which COCO's readers ignore.
 *
 * <p>Threading: for one thread.
 */
public final class CocoResultsWriter implements AutoCloseable {
  private final Path file;

  /**
   * The temporary file, which is moved at the end. For a pipe or another special file it is the
   * file itself.
   */
  private final Path part;

  private final Optional<LabelledDataset> ids;
  private final Optional<ImageFinder> images;
  private final JsonGenerator json;
  private long frames;
  private long results;

  /**
   * Begins a file.
   *
   * @param file replaced, where it is there, when all is written
   * @throws IOException when the file cannot be written
   */
  public CocoResultsWriter(Path file, Optional<LabelledDataset> ids) throws IOException {
    this.file = file;
    this.ids = ids;
    images = ids.isPresent() ? Optional.of(ids.get().finder()) : Optional.empty();
    boolean direct = Files.exists(file) && !Files.isRegularFile(file);
    part = direct ? file : file.resolveSibling(file.getFileName() + ".part");
    json = new JsonFactory().createGenerator(part.toFile(), JsonEncoding.UTF8);
    json.writeStartArray();
  }

  /**
   * Adds a frame, in the order in which equal scores are to count.
   *
   * @param frame its id, or the path of its file
   * @throws IOException when the data set has no such image or category, or when an earlier frame
   *     is the same image
   */
  public void add(String source, String frame, List<Detection> detections) throws IOException {
    Object image = image(source, frame);
    for (Detection detection : detections) {
      BoundingBox box = detection.box();
      begin(image, detection);
      json.writeFieldName("bbox");
      json.writeArray(new double[] {box.x(), box.y(), box.width(), box.height()}, 0, 4);
      end(frame, detection);
    }
  }

  /**
   * Adds a frame with masks or keypoints, which are written in place of the boxes. With a box,
   * pycocotools would take the area of the box as the size of a mask.
   *
   * @param frame its id, or the path of its file
   * @param shapes the shape of each detection
   * @throws IOException as {@link #add(String, String, List)} does
   */
  public void add(
      String source, String frame, List<Detection> detections, List<? extends Shape> shapes)
      throws IOException {
    if (shapes.size() != detections.size()) {
      throw new IllegalArgumentException(
          "frame %s has %d detections and %d shapes: expected one for each"
              .formatted(frame, detections.size(), shapes.size()));
    }
    Object image = image(source, frame);
    for (int d = 0; d < shapes.size(); d++) {
      begin(image, detections.get(d));
      writeShape(shapes.get(d));
      end(frame, detections.get(d));
    }
  }

  private Object image(String source, String frame) throws IOException {
    frames++;
    return images.isPresent() ? ids.get().imageId(images.get().find(source, frame)) : (Long) frames;
  }

  private void begin(Object image, Detection detection) throws IOException {
    json.writeStartObject();
    writeId("image_id", image);
    writeId(
        "category_id",
        ids.isPresent()
            ? ids.get().categoryId(detection.label())
            : (Long) (long) detection.classId());
  }

  private void end(String frame, Detection detection) throws IOException {
    json.writeNumberField("score", detection.score());
    if (ids.isEmpty()) {
      json.writeStringField("frame", frame);
    }
    json.writeEndObject();
    results++;
  }

  private void writeShape(Shape shape) throws IOException {
    if (shape instanceof RunLengthMask mask) {
      json.writeObjectFieldStart("segmentation");
      json.writeFieldName("size");
      json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
      json.writeStringField("counts", mask.text());
      json.writeEndObject();
    } else if (shape instanceof Keypoints points) {
      json.writeFieldName("keypoints");
      json.writeArray(points.numbers(), 0, 3 * points.size());
    }
  }

  private void writeId(String field, Object id) throws IOException {
    if (id instanceof String text) {
      json.writeStringField(field, text);
    } else {
      json.writeNumberField(field, (Long) id);
    }
  }

  /** Returns how many detections were written. */
  public long results() {
    return results;
  }

  /**
   * Ends the file and gives it its name.
   *
   * @throws IOException when the file cannot be written
   */
  public void finish() throws IOException {
    json.writeEndArray();
    json.close();
    if (!part.equals(file)) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what was written, unless it is finished. */
  @Override
  public void close() throws IOException {
    if (!json.isClosed()) {
      json.close();
      if (!part.equals(file)) {
        Files.deleteIfExists(part);
      }
    }
  }
}
