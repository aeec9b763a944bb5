package dev.skipstream.evaluate;

/** COCO's ten overlaps at which a detection counts as a find: 0.5, 0.55, … 0.95. */
final class IouThresholds {
  static final int COUNT = 10;

  /** Where in the ten the one of AP50 is. */
  static final int FIFTY = 0;

  /** Where in the ten the one of AP75 is. */
  static final int SEVENTY_FIVE = 5;

  private IouThresholds() {}

  /** To the last bit as NumPy's {@code linspace}, by which pycocotools has them. */
  static double at(int index) {
    return index == COUNT - 1 ? 0.95 : index * ((0.95 - 0.5) / (COUNT - 1)) + 0.5;
  }
}
