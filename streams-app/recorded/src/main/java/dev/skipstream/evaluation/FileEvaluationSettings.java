package dev.skipstream.evaluation;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings of the evaluation of files.
 *
 * @param dataset ground truth: COCO's instances (.json, .json.gz), or a folder in Pascal VOC's or
 *     YOLO's format
 * @param detections file of the detections
 * @param format of the detections
 * @param by attributes of the data set's images, such as {@code weather}, whose values get metrics
 *     of their own
 */
public record FileEvaluationSettings(
    Path dataset, Path detections, Format format, List<String> by) {

  /** The formats of detections. */
  public enum Format {
    /** COCO's results: an array of boxes with scores. */
    COCO_RESULTS,
    /** Detection events, one JSON document a line. */
    EVENTS
  }

  public FileEvaluationSettings {
    by = List.copyOf(by);
  }

  /** Returns the names of the compared files, in a few words. */
  String title() {
    return "%s against %s".formatted(detections.getFileName(), dataset.getFileName());
  }
}
