package dev.skipstream.demo;

import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The rate of cameras that a machine sustains: measured with the parts of the stream that take
 * time, which are the source, the decoder and the detector, one after another.
 *
 * <p>Threading: for one thread, which is the only one that uses the detector meanwhile.
 */
final class SustainedRate {
  /** The highest rate of a camera, in frames per second. */
  static final double MOST = 10;

  /**
   * The share of the measured rate that the cameras get. The rest is for the broker, the stream and
   * the threads of other work, so that frames do not queue.
   */
  private static final double SHARE = 0.85;

  /** The first frames are slower: the JVM has not compiled the source and the decoder yet. */
  private static final int UNCOUNTED = 3;

  private static final int COUNTED = 9;

  /** A slow model is measured with so many frames at least: the first one is no measure. */
  private static final int LEAST = 2;

  /** The time after which no further frame is measured. */
  private static final Duration LONGEST = Duration.ofMillis(1_500);

  private final FrameDecoder decoder;
  private final Detector detector;
  private final LongSupplier nanoClock;

  /**
   * Measures with these parts.
   *
   * @param nanoClock nanoseconds
   */
  SustainedRate(FrameDecoder decoder, Detector detector, LongSupplier nanoClock) {
    this.decoder = decoder;
    this.detector = detector;
    this.nanoClock = nanoClock;
  }

  /**
   * Returns the rate of each of several cameras, in frames per second: {@link #MOST} at most.
   *
   * @param frame the time from a source to its findings, for one frame
   */
  static double ofEach(int cameras, Duration frame) {
    double seconds = Math.max(1, frame.toNanos()) / 1e9;
    return Math.min(MOST, SHARE / seconds / cameras);
  }

  /**
   * Measures the time of a frame, from the source to its findings.
   *
   * @param source a source that can be opened again
   * @return the median; zero if the source has no frame
   * @throws SourceException when the source cannot be read
   */
  Duration frameTime(FrameSource source) {
    List<Long> times = new ArrayList<>();
    long begun = nanoClock.getAsLong();
    try (FrameReader reader = source.open()) {
      while (times.size() < UNCOUNTED + COUNTED) {
        long started = nanoClock.getAsLong();
        boolean late = started - begun > LONGEST.toNanos() && times.size() >= LEAST;
        if (late || !detectNext(reader)) {
          break;
        }
        times.add(nanoClock.getAsLong() - started);
      }
    } catch (IOException e) {
      throw new SourceException(e);
    }
    return times.isEmpty() ? Duration.ZERO : Duration.ofNanos(median(times));
  }

  /** Returns the median without the first frames; the last frame counts in any case. */
  private static long median(List<Long> times) {
    int first = Math.min(UNCOUNTED, times.size() - 1);
    List<Long> counted = times.subList(first, times.size()).stream().sorted().toList();
    return counted.get(counted.size() / 2);
  }

  /** Returns false after the last frame. */
  private boolean detectNext(FrameReader reader) throws IOException {
    Optional<EncodedFrame> next = reader.next();
    if (next.isPresent()) {
      try {
        Frame frame = decoder.decode(next.get().image());
        detector.detect(List.of(frame));
      } catch (InvalidImageException e) {
        // The stream makes a dead letter of it, which takes no less time.
      }
    }
    return next.isPresent();
  }
}
