package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws detections into their frame: a box and a name each, and the mask or the skeleton where
 * there is one. Draws regions likewise. A class has one colour.
 */
public final class Annotator {
  /** Colours that the eye tells apart on photographs, as RGB. */
  private static final int[] PALETTE = {
    0xE6194B, 0x3CB44B, 0x4363D8, 0xF58231, 0x911EB4, 0x008080, 0x9A6324, 0xF032E6
  };

  private Annotator() {}

  /**
   * Writes the frame with its boxes as a picture.
   *
   * @param file its extension says the format; folders are made
   */
  public static void write(Frame frame, List<Detection> detections, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] shaded = frame.rgb().clone();
    // The best goes on top.
    for (int i = detections.size() - 1; i >= 0; i--) {
      ShapePainter.shade(shaded, frame, detections.get(i), rgbOf(detections.get(i).classId()));
    }
    try (BytePointer rgb = new BytePointer(shaded);
        Mat source = new Mat(frame.height(), frame.width(), CV_8UC3, rgb);
        Mat canvas = new Mat()) {
      cvtColor(source, canvas, COLOR_RGB2BGR);
      for (int i = detections.size() - 1; i >= 0; i--) {
        draw(canvas, detections.get(i));
      }
      if (!imwrite(file.toString(), canvas)) {
        throw new IOException(file + ": the picture cannot be written");
      }
    }
  }

  /**
   * Returns the frame with the masks or regions of its findings: each mixed with the colour of its
   * class.
   *
   * @throws dev.skipstream.shape.InvalidShapeException when a mask is not one of this frame
   */
  public static Frame shaded(Frame frame, Findings findings) {
    byte[] shaded = frame.rgb().clone();
    if (findings instanceof Boxes boxes) {
      boxes
          .detections()
          .forEach(one -> ShapePainter.shade(shaded, frame, one, rgbOf(one.classId())));
    } else if (findings instanceof Regions regions) {
      regions
          .regions()
          .forEach(one -> ShapePainter.shade(shaded, frame, one.mask(), rgbOf(one.classId())));
    }
    return new Frame(shaded, frame.width(), frame.height(), frame.damaged());
  }

  /**
   * Writes the frame with its regions as a picture: each mixed with the colour of its class, and
   * the names of the classes at the upper left.
   *
   * @param file its extension says the format; folders are made
   * @throws dev.skipstream.shape.InvalidShapeException when a mask is not one of this frame
   */
  public static void writeRegions(Frame frame, List<Region> regions, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] shaded = frame.rgb().clone();
    for (Region one : regions) {
      ShapePainter.shade(shaded, frame, one.mask(), rgbOf(one.classId()));
    }
    try (BytePointer rgb = new BytePointer(shaded);
        Mat source = new Mat(frame.height(), frame.width(), CV_8UC3, rgb);
        Mat canvas = new Mat()) {
      cvtColor(source, canvas, COLOR_RGB2BGR);
      int top = 0;
      for (Region one : regions) {
        String name = String.format(Locale.ROOT, "%s %.1f %%", one.label(), 100 * one.share());
        plate(canvas, name, 0, top, one.classId());
        top += plateHeight(canvas, name);
      }
      if (!imwrite(file.toString(), canvas)) {
        throw new IOException(file + ": the picture cannot be written");
      }
    }
  }

  private static void draw(Mat canvas, Detection detection) {
    int line = Math.max(1, Math.min(canvas.rows(), canvas.cols()) / 300);
    BoundingBox box = detection.box();
    try (Scalar colour = colourOf(detection.classId());
        Rect outline =
            new Rect((int) box.x(), (int) box.y(), (int) box.width(), (int) box.height())) {
      ShapePainter.skeleton(canvas, detection, colour, line);
      rectangle(canvas, outline, colour, line, LINE_AA, 0);
    }
    String name = String.format(Locale.ROOT, "%s %.2f", detection.label(), detection.score());
    int top = Math.max(0, (int) box.y() - plateHeight(canvas, name));
    plate(canvas, name, (int) box.x(), top, detection.classId());
  }

  private static double font(Mat canvas) {
    return 0.4 * Math.max(1.0, Math.min(canvas.rows(), canvas.cols()) / 480.0);
  }

  private static int plateHeight(Mat canvas, String text) {
    int[] baseline = new int[1];
    try (Size size = getTextSize(text, FONT_HERSHEY_SIMPLEX, font(canvas), 1, baseline)) {
      return size.height() + baseline[0];
    }
  }

  /** Writes a text on a ground of the colour of a class. */
  private static void plate(Mat canvas, String text, int left, int top, int classId) {
    double font = font(canvas);
    int[] baseline = new int[1];
    try (Scalar colour = colourOf(classId);
        Scalar white = new Scalar(255, 255, 255, 0);
        Size size = getTextSize(text, FONT_HERSHEY_SIMPLEX, font, 1, baseline);
        Rect ground = new Rect(left, top, size.width(), size.height() + baseline[0]);
        Point origin = new Point(left, top + size.height())) {
      rectangle(canvas, ground, colour, FILLED, LINE_AA, 0);
      putText(canvas, text, origin, FONT_HERSHEY_SIMPLEX, font, white, 1, LINE_AA, false);
    }
  }

  private static int rgbOf(int classId) {
    return PALETTE[Math.floorMod(classId - 1, PALETTE.length)];
  }

  private static Scalar colourOf(int classId) {
    int rgb = rgbOf(classId);
    return new Scalar(rgb & 0xFF, rgb >> 8 & 0xFF, rgb >> 16, 0);
  }
}
