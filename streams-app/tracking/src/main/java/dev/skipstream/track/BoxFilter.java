package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;

/**
 * The estimate of a box: centre, aspect ratio and height, each with a velocity. The noises are
 * those of ByteTrack, which has them per frame of 30 frames/s; here they are per second, so that a
 * dropped frame is only a longer step.
 *
 * @param x centre, in pixels
 * @param y centre, in pixels
 * @param aspect width divided by height
 * @param height in pixels
 */
record BoxFilter(AxisFilter x, AxisFilter y, AxisFilter aspect, AxisFilter height) {
  private static final double FRAMES_PER_SECOND = 30;
  private static final double POSITION = 1.0 / 20;
  private static final double VELOCITY = FRAMES_PER_SECOND / 160;
  private static final double ASPECT = 1e-2;
  private static final double ASPECT_VELOCITY = FRAMES_PER_SECOND * 1e-5;
  private static final double MEASURED_ASPECT = 1e-1;
  private static final double FIRST_POSITION = 2;
  private static final double FIRST_VELOCITY = 10;

  /** An estimate may shrink below 0 while its object is hidden. */
  private static final double LEAST_PIXELS = 1e-3;

  static BoxFilter at(BoundingBox box) {
    double position = FIRST_POSITION * POSITION * box.height();
    double velocity = FIRST_VELOCITY * VELOCITY * box.height();
    return new BoxFilter(
        AxisFilter.at(centreX(box), position, velocity),
        AxisFilter.at(centreY(box), position, velocity),
        AxisFilter.at(box.width() / box.height(), ASPECT, ASPECT_VELOCITY),
        AxisFilter.at(box.height(), position, velocity));
  }

  /** Returns the estimate after a time. */
  BoxFilter after(double seconds) {
    double frames = seconds * FRAMES_PER_SECOND;
    double position = frames * square(POSITION * height.value());
    double velocity = frames * square(VELOCITY * height.value());
    return new BoxFilter(
        x.after(seconds, position, velocity),
        y.after(seconds, position, velocity),
        aspect.after(seconds, frames * square(ASPECT), frames * square(ASPECT_VELOCITY)),
        height.after(seconds, position, velocity));
  }

  /** Returns the estimate after a detection. */
  BoxFilter measured(BoundingBox box) {
    double noise = square(POSITION * height.value());
    return new BoxFilter(
        x.measured(centreX(box), noise),
        y.measured(centreY(box), noise),
        aspect.measured(box.width() / box.height(), square(MEASURED_ASPECT)),
        height.measured(box.height(), noise));
  }

  /** Returns an estimate of the same place and size that no longer moves. */
  BoxFilter standing() {
    return new BoxFilter(x.standing(), y.standing(), aspect.standing(), height.standing());
  }

  /** Returns an estimate that no longer grows: the height of a hidden object cannot be seen. */
  BoxFilter hidden() {
    return new BoxFilter(x, y, aspect, height.standing());
  }

  BoundingBox box() {
    double high = Math.max(LEAST_PIXELS, height.value());
    double wide = Math.max(LEAST_PIXELS, aspect.value() * high);
    return new BoundingBox(x.value() - wide / 2, y.value() - high / 2, wide, high);
  }

  /** Returns pixels/s. */
  double speed() {
    return Math.sqrt(square(x.velocity()) + square(y.velocity()));
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
