package dev.skipstream.bench;

/**
 * The rate of a run.
 *
 * @param frames the number of processed frames
 * @param seconds the duration
 */
public record Rate(long frames, double seconds, double perSecond) {

  static Rate of(long frames, long nanos) {
    return new Rate(frames, nanos / 1e9, frames / (nanos / 1e9));
  }

  /** Returns the rate from the commit of one reading to that of another. */
  static Rate between(OutcomeMeter.Reading begin, OutcomeMeter.Reading end) {
    long frames = end.outcomes() - begin.outcomes();
    if (frames == 0) {
      throw new IllegalStateException(
          "no outcome came while it was measured: expected at least one; measure for longer");
    }
    return of(frames, end.nanos() - begin.nanos());
  }

  /** Both, one after the other. */
  Rate and(Rate other) {
    long both = frames + other.frames;
    double time = seconds + other.seconds;
    return new Rate(both, time, both / time);
  }
}
