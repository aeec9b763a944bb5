package dev.skipstream.demo;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/**
 * The display of a running demonstration: on a terminal the newest frames under a line of counts,
 * repainted continuously; in a log a line of counts at intervals.
 *
 * <p>Threading: for one thread.
 */
public final class DemoView {
  private static final int EVENTS = 12;
  private static final int NAMED_OBJECTS = 6;
  private static final int WIDTH = 110;
  private static final long TERMINAL_MILLIS = 200;
  private static final long LOG_MILLIS = 5_000;

  private final PrintStream out;
  private final boolean terminal;
  private final Deque<String> newest = new ArrayDeque<>();
  private long paintedMillis;
  private int paintedLines;

  /**
   * Creates a view.
   *
   * @param terminal true if the output is a terminal, on which lines can be overwritten
   */
  public DemoView(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows that a step that takes long has begun. */
  void step(String what) {
    out.println(what);
    out.flush();
  }

  void event(OutcomeEvent event, long latencyMillis) {
    newest.addLast(line(event, latencyMillis));
    if (newest.size() > EVENTS) {
      newest.removeFirst();
    }
  }

  /** Shows how things stand, unless it was shown a moment ago. */
  void paint(DemoSummary now, long nowMillis) {
    if (nowMillis - paintedMillis < (terminal ? TERMINAL_MILLIS : LOG_MILLIS)) {
      return;
    }
    paintedMillis = nowMillis;
    if (!terminal) {
      step(counts(now));
      return;
    }
    if (paintedLines > 0) {
      // Up to the first of the lines painted last, and clear from there.
      out.print("\u001b[" + paintedLines + "F\u001b[J");
    }
    out.println(Ansi.AUTO.string("@|bold " + counts(now) + "|@"));
    newest.forEach(out::println);
    out.flush();
    paintedLines = 1 + newest.size();
  }

  private static String counts(DemoSummary now) {
    return String.format(
        Locale.ROOT,
        "published %d  detected %d (%.1f/s)  dropped %d  dead letters %d  latency p50 %d ms, p99 %d"
            + " ms%s",
        now.framesPublished(),
        now.detectionEvents(),
        now.framesPerSecond(),
        now.dropped(),
        now.deadLetters(),
        now.latencyMs().p50(),
        now.latencyMs().p99(),
        now.accuracy()
            .map(one -> String.format(Locale.ROOT, "  AP50 %.2f", one.ap50()))
            .orElse(""));
  }

  private static String line(OutcomeEvent event, long latencyMillis) {
    String text =
        event instanceof DetectionEvent detected
            ? String.format(
                Locale.ROOT,
                "  %-28s %5d ms  %s",
                detected.frame().id(),
                latencyMillis,
                objects(detected))
            : dropped((FrameDropped) event);
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
  }

  private static String objects(DetectionEvent event) {
    if (event.detections().isEmpty()) {
      return "nothing";
    }
    String named =
        event.detections().stream()
            .limit(NAMED_OBJECTS)
            .map(one -> String.format(Locale.ROOT, "%s %.2f", one.label(), one.score()))
            .collect(Collectors.joining(", "));
    int more = event.detections().size() - NAMED_OBJECTS;
    return more > 0 ? named + " and " + more + " more" : named;
  }

  private static String dropped(FrameDropped event) {
    return String.format(
        Locale.ROOT, "  %-28s %5d ms  %s", event.frame().id(), event.ageMillis(), event.reason());
  }
}
