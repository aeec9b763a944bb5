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
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
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
 * Draws findings into their frame. An object has a box and its name, and its mask or skeleton where
 * there is one. Regions are shaded. The classes of a frame, and those of its regions, are named at
 * the upper left. A class has one colour.
 */
public final class Annotator {
  /** Colours that the eye tells apart on photographs, as RGB. */
  private static final int[] PALETTE = {
    0xE6194B, 0x3CB44B, 0x4363D8, 0xF58231, 0x911EB4, 0x008080, 0x9A6324, 0xF032E6
  };

  private Annotator() {}

  /**
   * Writes the frame with its findings as a picture.
   *
   * @param findings in pixels of the frame
   * @param file its extension says the format; folders are made
   * @throws dev.skipstream.shape.InvalidShapeException when a mask is not one of this frame
   */
  public static void write(Frame frame, Findings findings, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (BytePointer rgb = new BytePointer(shaded(frame, findings).rgb());
        Mat source = new Mat(frame.height(), frame.width(), CV_8UC3, rgb);
        Mat canvas = new Mat()) {
      cvtColor(source, canvas, COLOR_RGB2BGR);
      if (findings instanceof Boxes boxes) {
        // The best goes on top.
        for (int i = boxes.detections().size() - 1; i >= 0; i--) {
          draw(canvas, boxes.detections().get(i));
        }
      } else {
        name(canvas, findings);
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
      List<Detection> detections = boxes.detections();
      // The best goes on top.
      for (int i = detections.size() - 1; i >= 0; i--) {
        ShapePainter.shade(shaded, frame, detections.get(i), rgbOf(detections.get(i).classId()));
      }
    } else if (findings instanceof Regions regions) {
      regions
          .regions()
          .forEach(one -> ShapePainter.shade(shaded, frame, one.mask(), rgbOf(one.classId())));
    }
    return new Frame(shaded, frame.width(), frame.height(), frame.damaged());
  }

  /** Names the classes of the whole frame, or of its regions, at the upper left. */
  private static void name(Mat canvas, Findings findings) {
    int top = 0;
    if (findings instanceof Classes classes) {
      for (ScoredClass one : classes.classes()) {
        String name = String.format(Locale.ROOT, "%s %.2f", one.label(), one.score());
        plate(canvas, name, 0, top, one.classId());
        top += plateHeight(canvas, name);
      }
    } else if (findings instanceof Regions regions) {
      for (Region one : regions.regions()) {
        String name = String.format(Locale.ROOT, "%s %.1f %%", one.label(), 100 * one.share());
        plate(canvas, name, 0, top, one.classId());
        top += plateHeight(canvas, name);
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
