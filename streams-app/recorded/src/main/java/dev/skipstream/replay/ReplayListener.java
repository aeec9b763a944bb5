package dev.skipstream.replay;

import dev.skipstream.schemas.event.ReplayRun;

/**
 * Observes replays.
 *
 * <p>Threading: the replaying thread calls each method.
 */
public interface ReplayListener {
  /** Ignores everything. */
  ReplayListener NONE = new ReplayListener() {};

  /** Announces that a replay does not run, since it is complete. */
  default void alreadyDone(ReplayRun run) {}

  /**
   * Announces that a replay is going to run, before its model is loaded.
   *
   * @param range as options of the command line that request exactly this range, to resume it
   */
  default void resolved(String id, String range) {}

  /**
   * Announces that the model is loaded.
   *
   * @param length offsets of the range; some may hold no record
   * @param before offsets that earlier, interrupted runs have completed
   */
  default void starting(long length, long before) {}

  /** Receives the number of completed offsets at intervals. */
  default void advanced(long done) {}

  /** Announces the end of a replay that was {@link #starting}, also after a failure. */
  default void ended() {}

  /** Receives a notice for the user, in one line. */
  default void notice(String text) {}
}
