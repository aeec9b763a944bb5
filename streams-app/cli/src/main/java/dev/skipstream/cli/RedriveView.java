package dev.skipstream.cli;

import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.schemas.event.Redrive;
import java.util.List;

/** The results of a redrive as text. */
final class RedriveView {
  private RedriveView() {}

  /** Returns the line of a dead letter. */
  static String line(RedriveResult result) {
    return result.deadLetter() + ": " + text(result);
  }

  private static String text(RedriveResult result) {
    if (result instanceof RedriveResult.Redriven done) {
      Redrive entry = done.entry();
      return "redriven, %s is now %s".formatted(entry.input(), entry.redriven());
    }
    if (result instanceof RedriveResult.AlreadyRedriven done) {
      Redrive before = done.before();
      return "redriven already, by %s at %s, %s is %s"
          .formatted(before.by(), before.at(), before.input(), before.redriven());
    }
    if (result instanceof RedriveResult.Possible possible) {
      return "can be redriven, %s (%s)".formatted(possible.input(), possible.reason());
    }
    return ((RedriveResult.Refused) result).why();
  }

  /** Returns the numbers of a redrive of several dead letters. */
  static String summary(List<RedriveResult> results) {
    return "%d dead letters: %d redriven, %d can be redriven, %d redriven already, %d refused"
        .formatted(
            results.size(),
            count(results, RedriveResult.Redriven.class),
            count(results, RedriveResult.Possible.class),
            count(results, RedriveResult.AlreadyRedriven.class),
            count(results, RedriveResult.Refused.class));
  }

  private static long count(List<RedriveResult> results, Class<? extends RedriveResult> kind) {
    return results.stream().filter(kind::isInstance).count();
  }
}
