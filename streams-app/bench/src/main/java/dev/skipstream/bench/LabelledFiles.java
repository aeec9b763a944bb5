package dev.skipstream.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The {@link LabelledFrames} in COCO's two files.
 *
 * @param instances the ground truth
 * @param results the detections
 */
record LabelledFiles(Path instances, Path results) {

  /** Writes them into a folder that exists. */
  static LabelledFiles write(LabelledFrames frames, Path folder) throws IOException {
    LabelledFiles files =
        new LabelledFiles(folder.resolve("instances.json"), folder.resolve("results.json"));
    writeInstances(frames, files.instances);
    writeResults(frames, files.results);
    return files;
  }

  private static void writeInstances(LabelledFrames frames, Path file) throws IOException {
    try (JsonGenerator json = generator(file)) {
      json.writeStartObject();
      json.writeArrayFieldStart("categories");
      for (int category = 1; category <= frames.categories(); category++) {
        json.writeStartObject();
        json.writeNumberField("id", category);
        json.writeStringField("name", "category " + category);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("images");
      for (int image = 0; image < frames.images(); image++) {
        ScoredFrame frame = frames.frame(image);
        json.writeStartObject();
        json.writeNumberField("id", image);
        json.writeStringField("file_name", frame.name());
        json.writeNumberField("width", frame.width());
        json.writeNumberField("height", frame.height());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("annotations");
      for (int image = 0; image < frames.images(); image++) {
        for (TrueObject object : frames.frame(image).truth()) {
          json.writeStartObject();
          place(json, image, object.classId(), object.box());
          json.writeNumberField("area", object.area().orElseThrow());
          json.writeNumberField("iscrowd", object.crowd() ? 1 : 0);
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeResults(LabelledFrames frames, Path file) throws IOException {
    try (JsonGenerator json = generator(file)) {
      json.writeStartArray();
      for (int image = 0; image < frames.images(); image++) {
        for (Detection detection : frames.frame(image).found()) {
          json.writeStartObject();
          place(json, image, detection.classId(), detection.box());
          json.writeNumberField("score", detection.score());
          json.writeEndObject();
        }
      }
      json.writeEndArray();
    }
  }

  private static JsonGenerator generator(Path file) throws IOException {
    return new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8);
  }

  private static void place(JsonGenerator json, int image, int category, BoundingBox box)
      throws IOException {
    json.writeNumberField("image_id", image);
    json.writeNumberField("category_id", category);
    json.writeFieldName("bbox");
    json.writeArray(new double[] {box.x(), box.y(), box.width(), box.height()}, 0, 4);
  }
}
