package dev.skipstream.stream.internal.frame;

import dev.skipstream.frame.FrameAge;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.ImageEvent;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sources whose clock is ahead, and says when the age of a frame begins. A frame that was
 * captured in the future would never be too old.
 *
 * <p>A source is ahead from the first frame that says it was captured later than it is now, until a
 * frame that was captured before it was published. In between its frames' age begins with their
 * record time: one that waits for long enough is no longer in the future, and proves nothing.
 *
 * <p>Threading: for any number of threads. One lock, held for a search of a map.
 */
final class SourceClocks {
  private static final Logger LOG = LoggerFactory.getLogger(SourceClocks.class);

  /** Any producer may write any number of sources: beyond it the oldest are forgotten. */
  static final int MAX_SOURCES = 1_000;

  private static final int MAX_NAME = 100;

  private final long maxSkewMillis;
  private final Counter framesAhead;

  /** Guarded by this object's lock, as the next one. */
  private final Map<String, Boolean> ahead = new LinkedHashMap<>(16, 0.75f, true);

  private final Set<String> warned = new HashSet<>();

  /**
   * Clocks that are taken to be right.
   *
   * @param maxSkew how far ahead a clock may be
   * @param framesAhead counts the frames of sources that are ahead
   */
  SourceClocks(Duration maxSkew, Counter framesAhead) {
    this.maxSkewMillis = maxSkew.toMillis();
    this.framesAhead = framesAhead;
  }

  /**
   * Returns when the age of a frame begins, in epoch milliseconds.
   *
   * @param clock the user's choice
   * @param recordTimestamp epoch milliseconds; negative where the record has none
   * @param now epoch milliseconds
   */
  long birth(ImageEvent event, FrameAge.Clock clock, long recordTimestamp, long now) {
    // The record's own time may be ahead as well: then the frame is as old as its stay here.
    long published = recordTimestamp < 0 ? now : Math.min(recordTimestamp, now);
    long birth =
        clock == FrameAge.Clock.CAPTURE && event.clock() == EventClock.WALL
            ? event.capturedAt().map(Instant::toEpochMilli).orElse(recordTimestamp)
            : recordTimestamp;
    if (birth < 0 && recordTimestamp < 0) {
      return published;
    }
    if (!isAhead(event.source(), birth, published, now)) {
      return birth;
    }
    framesAhead.increment();
    return published;
  }

  private boolean isAhead(String source, long birth, long published, long now) {
    boolean first;
    synchronized (this) {
      if (birth - now > maxSkewMillis) {
        ahead.put(source, true);
        if (ahead.size() > MAX_SOURCES) {
          ahead.remove(ahead.keySet().iterator().next());
        }
        first = warned.size() < MAX_SOURCES && warned.add(source);
      } else if (!ahead.containsKey(source)) {
        return false;
      } else if (birth - published <= maxSkewMillis) {
        ahead.remove(source);
        return false;
      } else {
        return true;
      }
    }
    if (first) {
      LOG.warn(
          "the clock of source '{}' is ahead by {} ms, and --max-clock-skew allows {} ms: the age"
              + " of its frames begins with their record time; set the clock of the source",
          printable(source),
          birth - now,
          maxSkewMillis);
    }
    return true;
  }

  /** Returns the number of sources that are known to be ahead. */
  synchronized int sourcesAhead() {
    return ahead.size();
  }

  private static String printable(String source) {
    String cut = source.length() > MAX_NAME ? source.substring(0, MAX_NAME) + "…" : source;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
