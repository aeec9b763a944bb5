package dev.skipstream.cli;

import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.topics.range.OffsetRange;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats the record of a replay as text: a line or a page. */
final class ReplayView {
  private ReplayView() {}

  static String line(ReplayRun run) {
    return String.format(
        Locale.ROOT,
        "%-15s %s  %-24s models:/%s/%d  %d detected, %d dropped, %d dead letters  to %s",
        run.id(),
        run.startedAt(),
        run.topic(),
        run.model().name(),
        run.model().version(),
        run.counts().detected(),
        run.counts().dropped(),
        run.counts().deadLetters(),
        run.output());
  }

  static String page(ReplayRun run) {
    return String.format(
        Locale.ROOT,
        """
        replay %s
          range         %s
          model         models:/%s/%d, %s
          settings      %s
          found         %d detected, %d dropped, %d dead letters
          output        %s, %s
          started       %s, took %s, %.1f frames a second%s\
        """,
        run.id(),
        run.range().stream()
            .map(
                part ->
                    "%s-%d %s"
                        .formatted(
                            run.topic(),
                            part.partition(),
                            new OffsetRange(part.partition(), part.from(), part.to()).offsets()))
            .collect(Collectors.joining(", ")),
        run.model().name(),
        run.model().version(),
        run.model().digest(),
        run.settings().entrySet().stream()
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", ")),
        run.counts().detected(),
        run.counts().dropped(),
        run.counts().deadLetters(),
        run.output(),
        run.deadLetters(),
        run.startedAt(),
        DurationText.of(Duration.ofMillis(run.durationMillis())),
        run.framesPerSecond(),
        run.resumedAfter().map(count -> "; %d were done before".formatted(count)).orElse(""));
  }
}
