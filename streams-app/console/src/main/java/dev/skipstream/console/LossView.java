package dev.skipstream.console;

import java.util.Optional;

/**
 * A frame without detections: a dead letter or a drop.
 *
 * @param kind {@code dead-letter} or {@code dropped}
 * @param reason the code of the reason
 * @param detail the message of a dead letter; the age of a dropped frame
 * @param at milliseconds since 1970
 * @param picture the record that has its image
 * @param origin the input record
 * @param model the model that would have run, where it is known
 */
record LossView(
    String kind,
    String camera,
    String id,
    String reason,
    String detail,
    long at,
    Place picture,
    Place origin,
    Optional<String> model) {

  /** A record. */
  record Place(String topic, int partition, long offset) {}
}
