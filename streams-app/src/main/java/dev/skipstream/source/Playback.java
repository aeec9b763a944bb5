package dev.skipstream.source;

import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Plays a source as a camera would: each frame becomes an image event when its time has come,
 * captured at that moment, together with what is in it where the source knows. A frame that is late
 * is given at once and the next ones catch up, so the rate holds over time.
 *
 * <p>Threading: for one thread, which {@link #next} blocks until the frame is due.
 */
public final class Playback implements AutoCloseable {

  /** Lets time pass; a test's time passes at once. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final FrameSource source;
  private final Pace pace;
  private final boolean loop;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;

  private FrameReader reader;
  private int round;
  private long framesThisRound;
  private long sequence;
  private long dueNanos;

  /**
   * Plays a source once or for ever.
   *
   * @param loop begin again after the last frame; from the second round on, the round is part of a
   *     frame's id, since ids are unique within a source: {@code lobby/000042~2}
   * @param clock says when a frame was captured
   */
  public Playback(FrameSource source, Pace pace, boolean loop, Clock clock) {
    this(source, pace, loop, clock, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Playback(
      FrameSource source,
      Pace pace,
      boolean loop,
      Clock clock,
      LongSupplier nanoTime,
      Sleeper sleeper) {
    this.source = source;
    this.pace = pace;
    this.loop = loop;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  /**
   * The next frame, when it is due; nothing after the last.
   *
   * @throws IOException when the source cannot be read on; it names the file
   */
  public Optional<PlayedFrame> next() throws IOException, InterruptedException {
    Optional<EncodedFrame> frame = read();
    if (frame.isEmpty()) {
      return Optional.empty();
    }
    awaitTurn(frame.get());
    return Optional.of(played(frame.get()));
  }

  private Optional<EncodedFrame> read() throws IOException {
    if (reader == null) {
      openNextRound();
    }
    Optional<EncodedFrame> frame = reader.next();
    // A source without frames would go round for ever.
    if (frame.isEmpty() && loop && framesThisRound > 0) {
      reader.close();
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

  private void awaitTurn(EncodedFrame frame) throws InterruptedException {
    Optional<Duration> gap = pace.gap(frame);
    if (sequence == 0 || gap.isEmpty()) {
      dueNanos = nanoTime.getAsLong();
      return;
    }
    dueNanos += gap.get().toNanos();
    long wait = dueNanos - nanoTime.getAsLong();
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  private PlayedFrame played(EncodedFrame frame) {
    String name = round == 1 ? frame.name() : frame.name() + "~" + round;
    String id = new FrameId(source.source(), name).toString();
    Optional<Long> number = Optional.of(sequence++);
    Optional<Instant> now = Optional.of(clock.instant());
    ImageEvent image =
        new ImageEvent(
            id, source.source(), number, now, Optional.of(frame.contentType()), frame.image());
    Optional<GroundTruth> truth =
        frame
            .truth()
            .map(
                known ->
                    new GroundTruth(
                        new FrameInfo(
                            id, source.source(), number, now, known.width(), known.height()),
                        known.objects()));
    return new PlayedFrame(image, truth);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
