package dev.skipstream.evaluate;

/** The growth of arrays that are filled one element after another. */
final class Growth {
  private Growth() {}

  /** The next length: by half, so that a third of the memory is unused at most. */
  static int after(int length) {
    return Math.addExact(length, (length >> 1) + 8);
  }

  /**
   * Returns the length of an array that has {@code length} elements and must hold {@code count}.
   */
  static int toHold(int length, int count) {
    return count <= length ? length : Math.max(count, after(length));
  }
}
