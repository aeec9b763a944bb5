package dev.skipstream.bench;

import java.util.function.Supplier;

/**
 * The rate of a route once its outcomes arrived steadily, and its readings at the beginning and the
 * end of that time.
 */
record Measured<T>(Rate rate, T begin, T end) {
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
    OutcomeMeter.Reading begin = meter.await(meter.first(route), settle, route);
    T before = look.get();
    OutcomeMeter.Reading end = meter.await(begin, span, route);
    return new Measured<>(Rate.between(begin, end), before, look.get());
  }
}
