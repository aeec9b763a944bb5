package dev.skipstream.source;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.absdiff;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.accumulateWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import dev.skipstream.schemas.event.Motion;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Withholds pictures in which nothing moves. Compares a small grey copy of each picture with the
 * running average of those before it. The score is the share of pixels that differ. A thing that
 * stops becomes part of the average within a second.
 *
 * <p>Threading: for one thread.
 */
final class MotionGate implements AutoCloseable {
  /** Long side of the small copy: each of its pixels is the mean of many, so noise is low. */
  private static final int SIDE = 160;

  /** Difference of a changed pixel, in levels of 256. */
  private static final double LEVELS = 25;

  /** The least score of a picture in which something moves. */
  private static final double MOVES = 0.003;

  /** Time in which the weight of a picture in the average falls to 1/e, in seconds. */
  private static final double MEMORY_SECONDS = 0.5;

  private final Duration keyframe;
  private final Mat small = new Mat();
  private final Mat grey = new Mat();
  private final Mat levels = new Mat();
  private final Mat difference = new Mat();
  private final Mat changed = new Mat();
  private final Mat average = new Mat();
  private Duration previous = Duration.ZERO;
  private Duration admitted = Duration.ZERO;

  /**
   * A gate that admits a picture at least each {@code keyframe}, as far as there are pictures: one
   * is admitted early if the next one would be late.
   */
  MotionGate(Duration keyframe) {
    this.keyframe = keyframe;
  }

  /**
   * Returns the motion of a picture, or nothing for one to withhold.
   *
   * @param picture [height, width, 3] uint8 BGR; it is not changed
   * @param at time of the picture. A step backwards begins anew
   */
  Optional<Motion> admit(Mat picture, Duration at) {
    shrink(picture);
    boolean first = average.empty() || !sameSize() || at.compareTo(previous) < 0;
    double score = first ? begin() : compare(at.minus(previous));
    // The next picture comes after as long a time as this one did.
    Duration next = first ? at : at.plus(at.minus(previous));
    boolean due = next.minus(admitted).compareTo(keyframe) > 0;
    previous = at;
    if (!first && !due && score < MOVES) {
      return Optional.empty();
    }
    admitted = at;
    return Optional.of(new Motion(score, keyframe));
  }

  private void shrink(Mat picture) {
    double scale = Math.min(1, SIDE / (double) Math.max(picture.cols(), picture.rows()));
    try (Size size =
        new Size(
            (int) Math.max(1, Math.round(picture.cols() * scale)),
            (int) Math.max(1, Math.round(picture.rows() * scale)))) {
      resize(picture, small, size, 0, 0, INTER_AREA);
    }
    cvtColor(small, grey, COLOR_BGR2GRAY);
    grey.convertTo(levels, CV_32F);
  }

  private boolean sameSize() {
    return average.cols() == levels.cols() && average.rows() == levels.rows();
  }

  private double begin() {
    levels.copyTo(average);
    return 0;
  }

  private double compare(Duration since) {
    absdiff(levels, average, difference);
    threshold(difference, changed, LEVELS, 1, THRESH_BINARY);
    double score = countNonZero(changed) / (double) changed.total();
    accumulateWeighted(levels, average, 1 - Math.exp(-since.toNanos() / 1e9 / MEMORY_SECONDS));
    return score;
  }

  @Override
  public void close() {
    average.close();
    changed.close();
    difference.close();
    levels.close();
    grey.close();
    small.close();
  }
}
