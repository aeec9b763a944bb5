package dev.skipstream.registry.importer;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.DetectorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * The detections of torchvision in pictures of {@link Formula} with a {@link GeneratedCheckpoint}:
 * the output of {@code python/golden.py formula}.
 *
 * @param torchvision its version
 * @param torch its version
 * @param classes the number of classes, including the background
 */
public record Golden(
    String torchvision, String torch, String architecture, int classes, List<Case> cases) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  /**
   * Frames of one shape once resized.
   *
   * @param settings that are not torchvision's defaults, by their names in a manifest
   */
  public record Case(List<GoldenFrame> frames, @JsonAnySetter Map<String, Object> settings) {}

  /**
   * A picture of {@link Formula#image}.
   *
   * @param detections of a detector, null otherwise
   * @param classes of a classifier, the most probable one first; null otherwise
   * @param resized rows and columns of the resized picture, of a segmentation network; null
   *     otherwise, as are the following ones
   * @param step of the pixels whose logits are listed, from the first pixel on
   * @param logits of a segmentation network [classes, rows, columns] of the resized picture
   * @param regions its classes
   * @param near the mask of the pixels whose best two logits differ by less than 2e-3
   */
  public record GoldenFrame(
      int height,
      int width,
      List<GoldenDetection> detections,
      List<GoldenClass> classes,
      List<Integer> resized,
      int step,
      List<Double> logits,
      List<GoldenRegion> regions,
      String near) {}

  /** The mask of a class in pixels of the picture, in COCO's run-length text. */
  public record GoldenRegion(int classId, String counts) {}

  /** A class and its probability. */
  public record GoldenClass(int classId, double score) {}

  /**
   * A detection; the best score comes first.
   *
   * @param box x1, y1, x2, y2 in pixels
   * @param mask COCO's run-length text, of a network with masks; null otherwise
   * @param near likewise the pixels whose logit is within 1e-4 of the threshold
   * @param keypoints x, y and score of each, of a network with keypoints; null otherwise
   */
  public record GoldenDetection(
      int classId,
      double score,
      List<Double> box,
      String mask,
      String near,
      List<List<Double>> keypoints) {}

  /** Reads the resource of an architecture. */
  public static Golden of(String architecture) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + architecture + ".json")) {
      return JSON.readValue(in, Golden.class);
    }
  }

  /** Returns the settings of a case, torchvision's where it has none. */
  public DetectorSettings settings(Case of) {
    DetectorSettings defaults = Architectures.BUILT_IN.of(architecture).defaults();
    ObjectNode numbers = JSON.valueToTree(defaults);
    of.settings().forEach(numbers::putPOJO);
    return JSON.convertValue(numbers, defaults.getClass());
  }
}
