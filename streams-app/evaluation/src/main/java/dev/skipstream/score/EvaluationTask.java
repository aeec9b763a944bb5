package dev.skipstream.score;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.classification.ClassificationMetrics;
import dev.skipstream.evaluate.segmentation.SegmentationMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of findings and shapes that an evaluation compares with the ground truth. */
public enum EvaluationTask {
  /** The boxes of objects, by COCO's protocol. */
  BOXES(CocoTask.BOXES.metricNames()),

  /** The masks of objects, by COCO's protocol. */
  MASKS(CocoTask.MASKS.metricNames()),

  /** The keypoints of persons, by COCO's protocol. */
  KEYPOINTS(CocoTask.KEYPOINTS.metricNames()),

  /** The class of each frame: the shares of frames whose class is the first, and one of five. */
  CLASSES(ClassificationMetrics.NAMES),

  /** The class of each pixel, by the intersection over union of each class. */
  REGIONS(SegmentationMetrics.NAMES);

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<String> metricNames;

  EvaluationTask(List<String> metricNames) {
    this.metricNames = metricNames;
  }

  /** Returns the names of the numbers; the first one is the main number. */
  public List<String> metricNames() {
    return metricNames;
  }

  /** Returns the shapes that COCO's protocol compares; empty for classes and regions. */
  public Optional<CocoTask> coco() {
    return switch (this) {
      case BOXES -> Optional.of(CocoTask.BOXES);
      case MASKS -> Optional.of(CocoTask.MASKS);
      case KEYPOINTS -> Optional.of(CocoTask.KEYPOINTS);
      case CLASSES, REGIONS -> Optional.empty();
    };
  }

  /** Returns what two models are compared by: boxes, frames or pixels. */
  public String compared() {
    return switch (this) {
      case BOXES, MASKS, KEYPOINTS -> "boxes";
      case CLASSES -> "frames";
      case REGIONS -> "pixels";
    };
  }

  /** Returns what the ground truth of a class is counted by: objects, frames or pixels. */
  public String counted() {
    return coco().isPresent() ? "objects" : compared();
  }

  /** Returns the name in options and documents. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
