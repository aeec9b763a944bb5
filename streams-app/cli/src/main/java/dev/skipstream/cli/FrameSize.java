package dev.skipstream.cli;

/** The size of a frame in an option, in pixels. */
record FrameSize(int width, int height) {

  /**
   * Reads {@code WIDTHxHEIGHT}.
   *
   * @param option names it in the error
   * @param example shows in the error what was expected
   */
  static FrameSize of(String option, String text, String example) {
    if (!text.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      throw new BadInputException(
          "%s is '%s': expected WIDTHxHEIGHT, such as %s".formatted(option, text, example));
    }
    String[] sides = text.split("x", -1);
    return new FrameSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }
}
