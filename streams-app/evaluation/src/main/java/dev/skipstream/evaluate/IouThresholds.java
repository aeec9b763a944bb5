package dev.skipstream.evaluate;

/** COCO's ten overlaps at which a detection counts as a find: 0.5, 0.55, … 0.95. */
final class IouThresholds {
  static final int COUNT = 10;

  /** The index of AP50's threshold among the ten. */
  static final int FIFTY = 0;

  /** The index of AP75's threshold among the ten. */
  static final int SEVENTY_FIVE = 5;

  private IouThresholds() {}

  /**
   * Returns a threshold with exactly the value of NumPy's {@code linspace}, which pycocotools uses.
   */
  static double at(int index) {
    return index == COUNT - 1 ? 0.95 : index * ((0.95 - 0.5) / (COUNT - 1)) + 0.5;
  }
}
