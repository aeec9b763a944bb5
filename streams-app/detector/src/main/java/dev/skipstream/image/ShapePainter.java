package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.line;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.shape.RunLengthMask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Draws what a detection has beyond its box: the pixels of a mask, the skeleton of keypoints. */
final class ShapePainter {
  /** The points of COCO's person that a line joins. */
  private static final List<List<String>> LINES =
      List.of(
          List.of("left_ankle", "left_knee"),
          List.of("left_knee", "left_hip"),
          List.of("right_ankle", "right_knee"),
          List.of("right_knee", "right_hip"),
          List.of("left_hip", "right_hip"),
          List.of("left_shoulder", "left_hip"),
          List.of("right_shoulder", "right_hip"),
          List.of("left_shoulder", "right_shoulder"),
          List.of("left_shoulder", "left_elbow"),
          List.of("right_shoulder", "right_elbow"),
          List.of("left_elbow", "left_wrist"),
          List.of("right_elbow", "right_wrist"),
          List.of("left_eye", "right_eye"),
          List.of("nose", "left_eye"),
          List.of("nose", "right_eye"),
          List.of("left_eye", "left_ear"),
          List.of("right_eye", "right_ear"));

  private ShapePainter() {}

  /**
   * Mixes the pixels of a detection's mask with a colour, half and half. Does nothing without a
   * mask.
   *
   * @param rgb of the frame, row by row; is changed
   * @param colour as 0xRRGGBB
   * @throws InvalidShapeException when the mask is not one of this frame
   */
  static void shade(byte[] rgb, Frame frame, Detection detection, int colour) {
    detection.mask().ifPresent(mask -> shade(rgb, frame, mask, colour));
  }

  /**
   * Mixes the pixels of a mask with a colour, half and half.
   *
   * @param rgb of the frame, row by row; is changed
   * @param colour as 0xRRGGBB
   * @throws InvalidShapeException when the mask is not one of this frame
   */
  static void shade(byte[] rgb, Frame frame, InstanceMask mask, int colour) {
    if (!mask.size().equals(List.of(frame.height(), frame.width()))) {
      throw new InvalidShapeException(
          "the mask is of an image of %s rows and columns: expected [%d, %d], those of the frame"
              .formatted(mask.size(), frame.height(), frame.width()));
    }
    int at = 0;
    boolean inside = false;
    for (int run : RunLengthMask.ofText(frame.height(), frame.width(), mask.counts()).runs()) {
      for (int pixel = at; inside && pixel < at + run; pixel++) {
        int first = (pixel % frame.height() * frame.width() + pixel / frame.height()) * 3;
        for (int channel = 0; channel < 3; channel++) {
          int other = (colour >> (8 * (2 - channel))) & 0xFF;
          rgb[first + channel] = (byte) (((rgb[first + channel] & 0xFF) + other) / 2);
        }
      }
      at += run;
      inside = !inside;
    }
  }

  /** Draws the skeleton of a detection's keypoints. Does nothing without keypoints. */
  static void skeleton(Mat canvas, Detection detection, Scalar colour, int width) {
    Map<String, Keypoint> byName = new HashMap<>();
    detection.keypoints().stream()
        .flatMap(List::stream)
        .forEach(point -> byName.put(point.name(), point));
    for (List<String> ends : LINES) {
      if (byName.keySet().containsAll(ends)) {
        try (Point from = pixel(byName.get(ends.get(0)));
            Point to = pixel(byName.get(ends.get(1)))) {
          line(canvas, from, to, colour, width, LINE_AA, 0);
        }
      }
    }
    for (Keypoint point : byName.values()) {
      try (Point centre = pixel(point)) {
        circle(canvas, centre, 2 * width, colour, FILLED, LINE_AA, 0);
      }
    }
  }

  private static Point pixel(Keypoint point) {
    return new Point((int) point.x(), (int) point.y());
  }
}
