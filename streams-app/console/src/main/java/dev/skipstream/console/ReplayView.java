package dev.skipstream.console;

import dev.skipstream.schemas.event.ReplayRun;
import java.util.Map;

/**
 * A completed replay.
 *
 * @param startedAt milliseconds since 1970
 */
record ReplayView(
    String id,
    String topic,
    long records,
    String model,
    Map<String, String> settings,
    String output,
    ReplayRun.Counts counts,
    long startedAt,
    long durationMillis,
    double framesPerSecond) {

  static ReplayView of(ReplayRun run) {
    return new ReplayView(
        run.id(),
        run.topic(),
        run.range().stream().mapToLong(one -> one.to() - one.from()).sum(),
        run.model().name() + "/" + run.model().version(),
        run.settings(),
        run.output(),
        run.counts(),
        run.startedAt().toEpochMilli(),
        run.durationMillis(),
        run.framesPerSecond());
  }
}
