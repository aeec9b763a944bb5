package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** A kind of shape that COCO's protocol compares: pycocotools' {@code iouType}. */
public enum CocoTask {
  /** Boxes, by intersection over union. */
  BOXES(100, CocoMetrics.NAMES),

  /** Masks, by intersection over union of their pixels. */
  MASKS(100, CocoMetrics.NAMES),

  /** The 17 keypoints of a person, by object keypoint similarity. */
  KEYPOINTS(20, KeypointMetrics.NAMES);

  private final int mostDetections;

  @SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable
  private final List<String> metricNames;

  CocoTask(int mostDetections, List<String> metricNames) {
    this.mostDetections = mostDetections;
    this.metricNames = metricNames;
  }

  /** Returns the number of detections of a category in a frame that count: those that are best. */
  int mostDetections() {
    return mostDetections;
  }

  /** Returns the names of the numbers, in pycocotools' order. */
  public List<String> metricNames() {
    return metricNames;
  }

  /** Returns the name in options and documents. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
