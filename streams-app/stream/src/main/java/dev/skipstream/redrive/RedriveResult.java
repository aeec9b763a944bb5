package dev.skipstream.redrive;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;

/** The result for one dead letter. */
public sealed interface RedriveResult {

  /** Returns the topic, partition and offset of the dead letter. */
  InputPosition deadLetter();

  /** The input is on the input topic again, and the log has the entry. */
  record Redriven(Redrive entry) implements RedriveResult {
    @Override
    public InputPosition deadLetter() {
      return entry.deadLetter();
    }
  }

  /**
   * The input was redriven before; nothing was written.
   *
   * @param before the entry of the log
   */
  record AlreadyRedriven(InputPosition deadLetter, Redrive before) implements RedriveResult {}

  /**
   * The dead letter cannot be redriven; nothing was written.
   *
   * @param why the reason, and what can be done
   */
  record Refused(InputPosition deadLetter, String why) implements RedriveResult {}

  /**
   * The dead letter can be redriven: the result of a check.
   *
   * @param input the record that would be put back
   * @param reason the code of the dead letter's reason
   */
  record Possible(InputPosition deadLetter, InputPosition input, String reason)
      implements RedriveResult {}
}
