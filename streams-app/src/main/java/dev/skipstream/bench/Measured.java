package dev.skipstream.bench;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How fast a route was once its outcomes came steadily, and what there was to see of it when that
 * began and when it ended.
 */
record Measured<T>(Rate rate, T begin, T end) {
  /** Models are warmed up and partitions shared out before the first outcome. */
  private static final Duration START_WITHIN = Duration.ofMinutes(5);

  /**
   * Measures a route that was just started.
   *
   * @param settle after the first outcomes, and not counted
   * @param span is counted, from commit to commit
   * @param look is called when the span begins and when it ends
   */
  static <T> Measured<T> of(
      OutcomeMeter meter,
      Route route,
      OutcomeMeter.Span settle,
      OutcomeMeter.Span span,
      Supplier<T> look) {
    OutcomeMeter.Reading start = new OutcomeMeter.Reading(0, System.nanoTime());
    OutcomeMeter.Reading first = meter.await(start, new OutcomeMeter.Span(1, START_WITHIN), route);
    if (first.outcomes() == 0) {
      throw new IllegalStateException("no outcome came within " + START_WITHIN);
    }
    OutcomeMeter.Reading begin = meter.await(first, settle, route);
    T before = look.get();
    OutcomeMeter.Reading end = meter.await(begin, span, route);
    return new Measured<>(Rate.between(begin, end), before, look.get());
  }
}
