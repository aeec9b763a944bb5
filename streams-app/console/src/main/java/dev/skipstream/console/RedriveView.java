package dev.skipstream.console;

import dev.skipstream.schemas.event.Redrive;

/**
 * A redrive of a dead letter.
 *
 * @param input the record that became the dead letter, as {@code images-3@9121}
 * @param redriven the record that was put back
 * @param at milliseconds since 1970
 */
record RedriveView(String input, String redriven, String by, long at) {

  static RedriveView of(Redrive redrive) {
    return new RedriveView(
        redrive.input().toString(),
        redrive.redriven().toString(),
        redrive.by(),
        redrive.at().toEpochMilli());
  }
}
