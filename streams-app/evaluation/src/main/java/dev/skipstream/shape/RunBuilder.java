package dev.skipstream.shape;

import java.util.Arrays;

/**
 * Collects runs in their order and joins neighbours of one kind, so that equal masks have equal
 * runs. Only the first run, which is background, may be empty.
 *
 * <p>Threading: for one thread.
 */
public final class RunBuilder {
  private int[] runs = new int[8];
  private int count = 1;

  /** Adds pixels of one kind; no pixels change nothing. */
  public void add(int pixels, boolean inMask) {
    if (pixels == 0) {
      return;
    }
    boolean lastInMask = count % 2 == 0;
    if (lastInMask == inMask) {
      runs[count - 1] += pixels;
      return;
    }
    if (count == runs.length) {
      runs = Arrays.copyOf(runs, 2 * count);
    }
    runs[count] = pixels;
    count++;
  }

  /**
   * Returns the mask of the runs.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @throws InvalidShapeException when the pixels are not as many as those of the image
   */
  public RunLengthMask mask(int height, int width) {
    return RunLengthMask.ofRuns(height, width, runs());
  }

  int[] runs() {
    return Arrays.copyOf(runs, count);
  }
}
