package dev.skipstream.source;

import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.Motion;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a source as a camera would: each frame becomes an image event when it is due, together with
 * its ground truth where the source knows it. Its time of capture is the start of the playback plus
 * the frame's own time, divided by the speed. A frame that is late is given at once with the time
 * at which it was due, and the next ones catch up, so the rate holds over time.
 *
 * <p>Without a pace, frames do not wait. A frame with a time of its own is then stamped with the
 * start plus that time, which may be ahead of the clock: its event says so ({@link
 * EventClock#MEDIA}).
 *
 * <p>Threading: for one thread, which {@link #next} blocks until the frame is due.
 */
public final class Playback implements AutoCloseable {
  /** The longest gap between two frames that is played, unless another is given. */
  public static final Duration DEFAULT_MAX_GAP = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Playback.class);

  /** A damaged recording may jump at each frame. */
  private static final int REPORTED_JUMPS = 10;

  /** Lets time pass; a test's time passes at once. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final FrameSource source;
  private final Pace pace;
  private final boolean loop;
  private final Timeline timeline;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;

  private FrameReader reader;
  private int round;
  private long framesThisRound;
  private long sequence;
  private long withheld;
  private long jumps;
  private Instant start = Instant.MIN;
  private long startNanos;

  /**
   * Plays a source, and skips gaps beyond {@link #DEFAULT_MAX_GAP}.
   *
   * @see #Playback(FrameSource, Pace, boolean, Duration, Clock)
   */
  public Playback(FrameSource source, Pace pace, boolean loop, Clock clock) {
    this(source, pace, loop, DEFAULT_MAX_GAP, clock);
  }

  /**
   * Plays a source once or for ever.
   *
   * @param loop begin again after the last frame; from the second round on, the round is part of a
   *     frame's id, since ids are unique within a source: {@code lobby/000042~2}
   * @param maxGap a longer gap in the source's time is skipped
   * @param clock says when the playback starts
   */
  public Playback(FrameSource source, Pace pace, boolean loop, Duration maxGap, Clock clock) {
    this(source, pace, loop, maxGap, clock, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Playback(
      FrameSource source,
      Pace pace,
      boolean loop,
      Duration maxGap,
      Clock clock,
      LongSupplier nanoTime,
      Sleeper sleeper) {
    this.source = source;
    this.pace = pace;
    this.loop = loop;
    this.timeline = new Timeline(maxGap);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  /**
   * Returns the next frame when it is due, or nothing after the last. A withheld frame has its turn
   * and its number like any other, and is left out.
   *
   * @throws IOException when the source cannot be read on; it names the file
   */
  public Optional<PlayedFrame> next() throws IOException, InterruptedException {
    Optional<EncodedFrame> frame = read();
    while (frame.isPresent()) {
      if (sequence == 0) {
        start = clock.instant();
        startNanos = nanoTime.getAsLong();
      }
      Optional<Duration> media = frame.get().time().map(this::place);
      Optional<Duration> due = pace.due(media, sequence, source.framesPerSecond());
      if (due.isPresent()) {
        awaitTurn(due.get());
      }
      if (frame.get().picture().isPresent()) {
        return Optional.of(played(frame.get(), frame.get().picture().get(), due, media));
      }
      withheld++;
      sequence++;
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while no frame was to be published");
      }
      frame = read();
    }
    return Optional.empty();
  }

  /** Returns the number of frames that were withheld until now. */
  public long withheld() {
    return withheld;
  }

  private Optional<EncodedFrame> read() throws IOException {
    if (reader == null) {
      openNextRound();
    }
    Optional<EncodedFrame> frame = reader.next();
    // A source without frames would go round for ever.
    if (frame.isEmpty() && loop && framesThisRound > 0) {
      reader.close();
      timeline.nextRound();
      openNextRound();
      frame = reader.next();
    }
    framesThisRound++;
    return frame;
  }

  private void openNextRound() throws IOException {
    reader = source.open();
    round++;
    framesThisRound = 0;
  }

  private Duration place(FrameTime time) {
    Timeline.Place place = timeline.place(time);
    // The next rounds of a loop have the same jumps.
    if (place.jump().isPresent() && round == 1) {
      report(place.jump().get());
    }
    return place.at();
  }

  private void report(Timeline.Jump jump) {
    jumps++;
    if (jumps > REPORTED_JUMPS) {
      return;
    }
    LOG.warn(
        "{}: time jumps from {} s to {} s before frame {}; the gap is {}{}",
        source.source(),
        seconds(jump.from()),
        seconds(jump.to()),
        framesThisRound - 1,
        jump.skipped() ? "skipped" : "kept",
        jumps == REPORTED_JUMPS ? "; further jumps are not reported" : "");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }

  private void awaitTurn(Duration due) throws InterruptedException {
    long wait = startNanos + due.toNanos() - nanoTime.getAsLong();
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  private PlayedFrame played(
      EncodedFrame frame, Picture picture, Optional<Duration> due, Optional<Duration> media) {
    String name = round == 1 ? frame.name() : frame.name() + "~" + round;
    String id = new FrameId(source.source(), name).toString();
    Optional<Long> number = Optional.of(sequence++);
    Optional<Instant> captured =
        Optional.of(due.or(() -> media).map(start::plus).orElseGet(clock::instant));
    ImageEvent image =
        new ImageEvent(
            id,
            source.source(),
            number,
            captured,
            frame.time().map(FrameTime::pts),
            due.isEmpty() && media.isPresent() ? EventClock.MEDIA : EventClock.WALL,
            Optional.of(picture.contentType()),
            Optional.empty(),
            Optional.empty(),
            picture.view(),
            picture.motion().map(this::inEventTime),
            picture.image());
    Optional<GroundTruth> truth =
        frame
            .truth()
            .map(
                known ->
                    new GroundTruth(
                        new FrameInfo(
                            id, source.source(), number, captured, known.width(), known.height()),
                        known.objects(),
                        known.frameClass()));
    return new PlayedFrame(image, truth);
  }

  /** Returns the motion with its interval in the time of the events, by the speed of the pace. */
  private Motion inEventTime(Motion motion) {
    Duration played =
        pace.due(Optional.of(motion.keyframe()), 0, source.framesPerSecond())
            .filter(interval -> !interval.isZero())
            .orElse(motion.keyframe());
    return new Motion(motion.score(), played);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
