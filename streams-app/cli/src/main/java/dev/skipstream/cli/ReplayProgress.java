package dev.skipstream.cli;

import dev.skipstream.replay.ReplayListener;
import dev.skipstream.schemas.event.ReplayRun;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shows on stderr how far a replay is.
 *
 * <p>Threading: for the replaying thread.
 */
final class ReplayProgress implements ReplayListener {
  private Optional<Progress> bar = Optional.empty();

  @Override
  public void alreadyDone(ReplayRun run) {
    System.err.printf("replay %s was done already, at %s%n", run.id(), run.startedAt());
  }

  @Override
  public void resolved(String id, String range) {
    System.err.printf(
        "replay %s; should it be cut short, the same range goes on with: %s%n", id, range);
  }

  @Override
  public void starting(long length, long before) {
    bar = Optional.of(Progress.of("replay", OptionalLong.of(length), before));
  }

  @Override
  public void advanced(long done) {
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  @Override
  public void ended() {
    bar.ifPresent(Progress::close);
    bar = Optional.empty();
  }

  @Override
  public void notice(String text) {
    System.err.println(text);
  }
}
