package dev.skipstream.registry;

/**
 * Settings of a detector that resizes a frame by its sides, as torchvision's {@code
 * GeneralizedRCNNTransform}: the shorter side to {@link #minSize}, unless the longer one would
 * exceed {@link #maxSize}.
 */
public interface SidedSettings extends DetectorSettings {

  /** Returns the pixels of the shorter side after resizing. */
  int minSize();

  /** Returns the most pixels of the longer side after resizing. */
  int maxSize();

  @Override
  default String sizes() {
    return "%d/%d px".formatted(minSize(), maxSize());
  }
}
