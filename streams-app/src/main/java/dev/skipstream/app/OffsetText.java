package dev.skipstream.app;

/** A range of offsets as text, in the notation of all commands: {@code [120, 180)}. */
final class OffsetText {
  private OffsetText() {}

  /**
   * Returns the range as text.
   *
   * @param from its first offset
   * @param to the offset after its last
   */
  static String of(long from, long to) {
    return "[%d, %d)".formatted(from, to);
  }
}
