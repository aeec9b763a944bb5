package dev.skipstream.console;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Finds the white square of a frame by its pixels. */
final class SquareDetector implements Detector {
  static final String LABEL = "square";
  private static final int WHITE = 240;

  private final ModelIdentity model;
  private final IntConsumer work;

  /**
   * Creates a detector.
   *
   * @param work the action for each batch, whose size it gets
   */
  SquareDetector(ModelIdentity model, IntConsumer work) {
    this.model = model;
    this.work = work;
  }

  @Override
  public ModelIdentity model() {
    return model;
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    work.accept(frames.size());
    return frames.stream().map(SquareDetector::square).collect(Collectors.toList());
  }

  private static Findings square(Frame frame) {
    int left = frame.width();
    int top = frame.height();
    int right = -1;
    int bottom = -1;
    for (int pixel = 0; pixel < frame.width() * frame.height(); pixel++) {
      if (isWhite(frame.rgb(), pixel)) {
        int x = pixel % frame.width();
        int y = pixel / frame.width();
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
      }
    }
    return new Boxes(
        right < 0
            ? List.of()
            : List.of(
                new Detection(
                    LABEL,
                    1,
                    0.97,
                    new BoundingBox(left, top, right + 1 - left, bottom + 1 - top))));
  }

  private static boolean isWhite(byte[] rgb, int pixel) {
    return (rgb[3 * pixel] & 0xff) > WHITE
        && (rgb[3 * pixel + 1] & 0xff) > WHITE
        && (rgb[3 * pixel + 2] & 0xff) > WHITE;
  }

  @Override
  public void close() {}
}
