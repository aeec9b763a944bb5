package dev.skipstream.console;

import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;
import java.util.Optional;

/**
 * The answer to a user who redrives a dead letter, or asks if it can be redriven.
 *
 * @param outcome {@code redriven}, {@code possible}, {@code already} or {@code refused}
 * @param input the record that goes back, as {@code images-3@9121}
 * @param redriven the record that was put back
 * @param by the user of an earlier redrive
 * @param why the reason for a refusal
 */
record RedriveAnswer(
    String outcome,
    Optional<String> input,
    Optional<String> redriven,
    Optional<String> by,
    Optional<String> why) {

  static RedriveAnswer of(RedriveResult result) {
    if (result instanceof RedriveResult.Redriven done) {
      return of("redriven", done.entry());
    }
    if (result instanceof RedriveResult.AlreadyRedriven done) {
      return of("already", done.before());
    }
    if (result instanceof RedriveResult.Possible possible) {
      return new RedriveAnswer(
          "possible", text(possible.input()), Optional.empty(), Optional.empty(), Optional.empty());
    }
    return new RedriveAnswer(
        "refused",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(((RedriveResult.Refused) result).why()));
  }

  private static RedriveAnswer of(String outcome, Redrive entry) {
    return new RedriveAnswer(
        outcome,
        text(entry.input()),
        text(entry.redriven()),
        Optional.of(entry.by()),
        Optional.empty());
  }

  private static Optional<String> text(InputPosition position) {
    return Optional.of(position.toString());
  }
}
