package dev.skipstream.evaluate;

/** How arrays grow that are filled one element after another. */
final class Growth {
  private Growth() {}

  /** The next length: by half, so that a third of the memory is unused at most. */
  static int after(int length) {
    return Math.addExact(length, (length >> 1) + 8);
  }
}
