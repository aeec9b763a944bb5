package dev.skipstream.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The output of a user's own detector of one stage, a TorchScript file. Its input is fp32 [N, 3, S,
 * S], red, green and blue from 0 to 1; S is {@link TorchScriptSettings#inputSize}. Boxes are in
 * pixels of the input. A class of the file's output is the position of its label, from 0.
 */
public enum TorchScriptOutput {
  /**
   * A raw head, [N, 4 + C, A]: for each of A places the centre, width and height of a box, and a
   * score from 0 to 1 for each of C classes.
   */
  YOLOV8,

  /**
   * A raw head, [N, A, 5 + C]: for each of A places the centre, width and height of a box, the
   * score of an object from 0 to 1, and that of each of C classes, by which it is multiplied.
   */
  YOLOV5,

  /**
   * Finished boxes: three tensors, boxes [N, D, 4] as x1, y1, x2, y2, scores [N, D] and classes
   * int64 [N, D], in this order or as a dictionary with the names {@code boxes}, {@code scores} and
   * {@code labels}. A row with a score of 0 is empty.
   */
  BOXES_SCORES_LABELS;

  private static final String PREFIX = "torchscript_";

  /** Returns the name of the architecture in a manifest, such as {@code torchscript_yolov8}. */
  public String network() {
    return PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** Returns the output of a network; empty for one that an import converts. */
  public static Optional<TorchScriptOutput> of(String network) {
    return Arrays.stream(values()).filter(one -> one.network().equals(network)).findFirst();
  }

  /**
   * Reads the name of the command line, such as {@code boxes-scores-labels}.
   *
   * @throws InvalidModelException for another text
   */
  public static TorchScriptOutput parse(String text) {
    return Arrays.stream(values())
        .filter(one -> one.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "output-format is '%s': expected one of %s"
                        .formatted(
                            text,
                            String.join(
                                ", ",
                                Arrays.stream(values())
                                    .map(TorchScriptOutput::toString)
                                    .toList()))));
  }

  /** Returns the shape of the output for one frame, for messages. */
  public String expected(int labels) {
    return switch (this) {
      case YOLOV8 ->
          "[1, %d, places]: 4 numbers of a box and a score of each label".formatted(4 + labels);
      case YOLOV5 ->
          "[1, places, %d]: 4 numbers of a box, the score of an object and one of each label"
              .formatted(5 + labels);
      case BOXES_SCORES_LABELS -> "boxes [1, D, 4], scores [1, D] and labels [1, D]";
    };
  }

  /**
   * Checks the shapes of the tensors that a file returns.
   *
   * @param frames in the batch
   * @param labels that the user names
   * @throws InvalidModelException when they are not those of this output
   */
  public void requireShapes(List<List<Long>> shapes, int frames, int labels) {
    boolean right =
        switch (this) {
          case YOLOV8 -> !shapes.isEmpty() && isShape(shapes.get(0), frames, 4L + labels, -1L);
          case YOLOV5 -> !shapes.isEmpty() && isShape(shapes.get(0), frames, -1L, 5L + labels);
          case BOXES_SCORES_LABELS -> {
            long boxes = shapes.isEmpty() || shapes.get(0).size() < 2 ? -1 : shapes.get(0).get(1);
            yield shapes.size() == 3
                && isShape(shapes.get(0), frames, boxes, 4L)
                && isShape(shapes.get(1), frames, boxes)
                && isShape(shapes.get(2), frames, boxes);
          }
        };
    if (!right) {
      throw new InvalidModelException(
          "it returns %s for %d frame(s): expected of %s with %d label(s): %s"
              .formatted(
                  shapes.isEmpty()
                      ? "no tensor"
                      : String.join(" and ", shapes.stream().map(Object::toString).toList()),
                  frames,
                  this,
                  labels,
                  expected(labels)));
    }
  }

  private static boolean isShape(List<Long> shape, long... expected) {
    if (shape.size() != expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] >= 0 && shape.get(i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the name of the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
