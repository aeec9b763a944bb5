package dev.skipstream.evaluate;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes detections as COCO's results, frame by frame, so that pycocotools and what builds on it
 * can read them.
 *
 * <p>With a data set, images have its ids by the name of their file and categories by their name.
 * Without one an image's id is its number, counted from 1, and a category's is the model's own;
 * each result then says its frame's id too, as {@code frame}, which COCO's readers pass over.
 *
 * <p>Threading: for one thread.
 */
public final class CocoResultsWriter implements AutoCloseable {
  private final Optional<CocoDataset> ids;
  private final JsonGenerator json;
  private long frames;
  private long results;

  /**
   * Begins a file; one that is there is replaced.
   *
   * @throws IOException when the file cannot be written
   */
  public CocoResultsWriter(Path file, Optional<CocoDataset> ids) throws IOException {
    this.ids = ids;
    json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8);
    json.writeStartArray();
  }

  /**
   * Adds a frame, in the order in which equal scores are to count.
   *
   * @param frame its id, or the name of its file without the extension
   * @throws IOException when the data set has no such image or category
   */
  public void add(String frame, List<Detection> detections) throws IOException {
    frames++;
    long image = ids.isPresent() ? ids.get().imageOf(frame) : frames;
    for (Detection detection : detections) {
      int category =
          ids.isPresent() ? ids.get().categoryOf(detection.label()) : detection.classId();
      BoundingBox box = detection.box();
      json.writeStartObject();
      json.writeNumberField("image_id", image);
      json.writeNumberField("category_id", category);
      json.writeFieldName("bbox");
      json.writeArray(new double[] {box.x(), box.y(), box.width(), box.height()}, 0, 4);
      json.writeNumberField("score", detection.score());
      if (ids.isEmpty()) {
        json.writeStringField("frame", frame);
      }
      json.writeEndObject();
      results++;
    }
  }

  /** How many detections were written. */
  public long results() {
    return results;
  }

  @Override
  public void close() throws IOException {
    json.writeEndArray();
    json.close();
  }
}
