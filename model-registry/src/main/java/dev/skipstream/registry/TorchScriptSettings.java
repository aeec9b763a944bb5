package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers that a user's own detector runs with: a TorchScript file with one of the {@link
 * TorchScriptOutput}s.
 *
 * @param inputSize pixels of each side of its input. A frame is scaled to fit into it, and centred
 *     on grey
 * @param framesPerCall most frames of a call; 1 for a file that was exported for one frame
 * @param candidates highest-scoring boxes of a frame before non-maximum suppression
 * @param scoreThreshold detections with a score at or below it are dropped
 * @param nmsThreshold IoU above which the lower-scoring of two boxes of one class is dropped; 1
 *     drops none
 * @param detectionsPerFrame most detections a frame may have
 */
public record TorchScriptSettings(
    int inputSize,
    int framesPerCall,
    int candidates,
    double scoreThreshold,
    double nmsThreshold,
    int detectionsPerFrame)
    implements DetectorSettings {

  /**
   * 640 pixels, score 0.25, NMS 0.7, 300 detections a frame, as one-stage detectors usually have.
   */
  public static final TorchScriptSettings DEFAULT =
      new TorchScriptSettings(640, 10_000, 1000, 0.25, 0.7, 300);

  /** Most networks need a multiple of it. */
  private static final int STRIDE = 32;

  public TorchScriptSettings {
    SettingRanges.inRange("input-size", inputSize, STRIDE, SettingRanges.LARGEST_SIDE);
    SettingRanges.count("frames-per-call", framesPerCall);
    SettingRanges.count("candidates", candidates);
    SettingRanges.share("score-threshold", scoreThreshold);
    SettingRanges.share("nms-threshold", nmsThreshold);
    SettingRanges.count("detections-per-image", detectionsPerFrame);
  }

  /** Returns the settings of a file that takes so many frames a call. */
  public TorchScriptSettings withFramesPerCall(int frames) {
    return with(Map.of("frames-per-call", String.valueOf(frames)));
  }

  @Override
  public String sizes() {
    return "%d px".formatted(inputSize);
  }

  @Override
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("input", "%d x %d px, the frame centred on grey".formatted(inputSize, inputSize));
    rows.put("candidates", "%d a frame before NMS".formatted(candidates));
    rows.put("frames a call", framesPerCall == 1 ? "1, as it was exported" : "any number");
    rows.put(
        "thresholds",
        "score %s, NMS %s, %d detections a frame"
            .formatted(scoreThreshold, nmsThreshold, detectionsPerFrame));
    return rows;
  }

  @Override
  public SortedMap<String, String> byOption() {
    SortedMap<String, String> numbers = new TreeMap<>();
    numbers.put("input-size", String.valueOf(inputSize));
    numbers.put("frames-per-call", String.valueOf(framesPerCall));
    numbers.put("candidates", String.valueOf(candidates));
    numbers.put("score-threshold", String.valueOf(scoreThreshold));
    numbers.put("nms-threshold", String.valueOf(nmsThreshold));
    numbers.put("detections-per-image", String.valueOf(detectionsPerFrame));
    return numbers;
  }

  @Override
  public TorchScriptSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings("a TorchScript detector", this, options, DEFAULT);
    return new TorchScriptSettings(
        given.integer("input-size"),
        given.integer("frames-per-call"),
        given.integer("candidates"),
        given.number("score-threshold"),
        given.number("nms-threshold"),
        given.integer("detections-per-image"));
  }
}
