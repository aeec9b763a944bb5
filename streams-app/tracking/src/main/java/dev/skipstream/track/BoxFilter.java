package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;

/**
 * The estimate of a box: centre, width and height, each with a velocity.
 *
 * <p>The coordinates are those of BoT-SORT (Aharon et al. 2022, section 3.1): ByteTrack's aspect
 * ratio follows a box at the edge of the picture far too slowly. The noises of both are per frame
 * of 30 frames/s; here they are per second, so that a dropped frame is only a longer step. Two
 * things are our own, for objects that others hide in part:
 *
 * <ul>
 *   <li>The noise of the motion is a part of theirs, so that a hidden object goes on as it went.
 *   <li>A detection of another size than the estimate is less certain. Its centre is half of the
 *       difference away from the object's, at most. Where it is smaller, it is mostly a part of the
 *       object.
 * </ul>
 *
 * @param x centre, in pixels
 * @param y centre, in pixels
 * @param width in pixels
 * @param height in pixels
 */
record BoxFilter(AxisFilter x, AxisFilter y, AxisFilter width, AxisFilter height) {
  private static final double FRAMES_PER_SECOND = 30;
  private static final double POSITION = 1.0 / 20;
  private static final double VELOCITY = FRAMES_PER_SECOND / 160;
  private static final double FIRST_POSITION = 2;
  private static final double FIRST_VELOCITY = 10;

  /** The noise of the motion, as a share of the authors'. */
  private static final double CALM = 0.3;

  /** The noise of the centre, as a share of the difference in size. */
  private static final double OFF_CENTRE = 0.5;

  /** The noise of a size above the estimate, as a share of the difference. */
  private static final double LARGER = 0.5;

  /** The noise of a size below the estimate, as a share of the difference. */
  private static final double SMALLER = 2;

  /** The error of the velocity of a hidden object, as a share of it. */
  private static final double DRIFT = 0.5;

  /** An estimate may shrink below 0 while its object is hidden. */
  private static final double LEAST_PIXELS = 1e-3;

  static BoxFilter at(BoundingBox box) {
    return new BoxFilter(
        first(centreX(box), box.width()),
        first(centreY(box), box.height()),
        first(box.width(), box.width()),
        first(box.height(), box.height()));
  }

  /** Returns the estimate after a time. */
  BoxFilter after(double seconds) {
    return new BoxFilter(
        after(x, width, seconds),
        after(y, height, seconds),
        after(width, width, seconds),
        after(height, height, seconds));
  }

  /** Returns the estimate after a detection. */
  BoxFilter measured(BoundingBox box) {
    return new BoxFilter(
        x.measured(centreX(box), noise(width, OFF_CENTRE * (box.width() - width.value()))),
        y.measured(centreY(box), noise(height, OFF_CENTRE * (box.height() - height.value()))),
        resized(width, box.width()),
        resized(height, box.height()));
  }

  /**
   * Returns the square of the distance of a detection's centre from the estimate's, in standard
   * deviations of both.
   *
   * @param hiddenSeconds the time since the last detection
   */
  double distance(BoundingBox box, double hiddenSeconds) {
    return square(centreX(box) - x.value()) / spread(x, width, box.width(), hiddenSeconds)
        + square(centreY(box) - y.value()) / spread(y, height, box.height(), hiddenSeconds);
  }

  /** Returns an estimate of the same place and size that no longer moves. */
  BoxFilter standing() {
    return new BoxFilter(x.standing(), y.standing(), width.standing(), height.standing());
  }

  /** Returns an estimate that no longer grows: the size of a hidden object cannot be seen. */
  BoxFilter hidden() {
    return new BoxFilter(x, y, width.standing(), height.standing());
  }

  BoundingBox box() {
    double wide = Math.max(LEAST_PIXELS, width.value());
    double high = Math.max(LEAST_PIXELS, height.value());
    return new BoundingBox(x.value() - wide / 2, y.value() - high / 2, wide, high);
  }

  /** Returns pixels/s. */
  double speed() {
    return Math.sqrt(square(x.velocity()) + square(y.velocity()));
  }

  private static AxisFilter first(double value, double size) {
    return AxisFilter.at(value, FIRST_POSITION * POSITION * size, FIRST_VELOCITY * VELOCITY * size);
  }

  private static AxisFilter after(AxisFilter axis, AxisFilter size, double seconds) {
    double frames = seconds * FRAMES_PER_SECOND;
    return axis.after(
        seconds,
        frames * square(CALM * POSITION * size.value()),
        frames * square(CALM * VELOCITY * size.value()));
  }

  private static AxisFilter resized(AxisFilter size, double measured) {
    double difference = measured - size.value();
    return size.measured(measured, noise(size, (difference < 0 ? SMALLER : LARGER) * difference));
  }

  /** Returns the variance of a measurement that differs in size. */
  private static double noise(AxisFilter size, double deviation) {
    return square(POSITION * size.value()) + square(deviation);
  }

  private static double spread(
      AxisFilter axis, AxisFilter size, double measured, double hiddenSeconds) {
    return axis.valueVariance()
        + noise(size, OFF_CENTRE * (measured - size.value()))
        + square(DRIFT * hiddenSeconds * axis.velocity());
  }

  private static double centreX(BoundingBox box) {
    return box.x() + box.width() / 2;
  }

  private static double centreY(BoundingBox box) {
    return box.y() + box.height() / 2;
  }

  private static double square(double value) {
    return value * value;
  }
}
