package dev.skipstream.registry.importer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.FasterRcnnSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

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

  /**
   * Frames of one shape once resized, and the settings that are not torchvision's defaults; null
   * anchors are.
   */
  public record Case(
      int minSize,
      int maxSize,
      int proposals,
      Integer preNmsProposals,
      Double nmsThreshold,
      Integer detectionsPerFrame,
      List<Integer> anchorSizes,
      List<Double> anchorRatios,
      List<Double> imageMean,
      List<Double> imageStd,
      Double rpnNmsThreshold,
      Double rpnScoreThreshold,
      List<GoldenFrame> frames) {

    /** The settings of this case, torchvision's where it has none. */
    public FasterRcnnSettings settings() {
      FasterRcnnSettings defaults = FasterRcnnSettings.TORCHVISION;
      return new FasterRcnnSettings(
          minSize,
          maxSize,
          preNmsProposals == null ? defaults.preNmsProposals() : preNmsProposals,
          proposals,
          defaults.scoreThreshold(),
          nmsThreshold == null ? defaults.nmsThreshold() : nmsThreshold,
          detectionsPerFrame == null ? defaults.detectionsPerFrame() : detectionsPerFrame,
          anchorSizes,
          anchorRatios,
          imageMean,
          imageStd,
          rpnNmsThreshold,
          rpnScoreThreshold);
    }
  }

  /** A picture of {@link Formula#image}. */
  public record GoldenFrame(int height, int width, List<GoldenDetection> detections) {}

  /**
   * A detection; the best score comes first.
   *
   * @param box x1, y1, x2, y2 in pixels
   */
  public record GoldenDetection(int classId, double score, List<Double> box) {}

  /** Reads the resource of an architecture. */
  public static Golden of(String architecture) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + architecture + ".json")) {
      return new JsonMapper().readValue(in, Golden.class);
    }
  }
}
