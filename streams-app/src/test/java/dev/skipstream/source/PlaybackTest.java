package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlaybackTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private static final FrameTruth TRUTH =
      new FrameTruth(
          64,
          48,
          List.of(
              new TrueObject(
                  "car",
                  3,
                  new BoundingBox(1, 2, 3, 4),
                  Optional.of(12.0),
                  Optional.empty(),
                  false)));

  private long nanos = 7_000_000_000L;
  private final long startNanos = nanos;
  private int readersOpen;

  @Test
  void givesFramesAtTheirOwnRateCapturedWhenTheyAreDue() throws Exception {
    assertThat(captureMillis(play(camera(2), Pace.ofSource(), false), 2)).containsExactly(0L, 40L);
  }

  @Test
  void givesFramesAtTheRateThatIsAskedFor() throws Exception {
    assertThat(captureMillis(play(camera(3), Pace.of(5), false), 3))
        .containsExactly(0L, 200L, 400L);
  }

  @Test
  void doesNotWaitWhenNoRateIsAskedFor() throws Exception {
    assertThat(captureMillis(play(camera(3), Pace.unlimited(), false), 3))
        .containsExactly(0L, 0L, 0L);
  }

  @Test
  void catchesUpAfterAFrameThatCameLate() throws Exception {
    Playback playback = play(camera(4), Pace.of(10), false);
    playback.next();
    nanos += Duration.ofMillis(250).toNanos();

    assertThat(captureMillis(playback, 3)).containsExactly(250L, 250L, 300L);
  }

  @Test
  void namesAndCountsTheFramesOfASource() throws Exception {
    List<ImageEvent> events = take(play(camera(2), Pace.unlimited(), false), 2);

    assertThat(events).extracting(ImageEvent::id).containsExactly("lobby/0", "lobby/1");
    assertThat(events).extracting(ImageEvent::source).containsOnly("lobby");
    assertThat(events)
        .extracting(ImageEvent::sequence)
        .containsExactly(Optional.of(0L), Optional.of(1L));
    assertThat(events).extracting(ImageEvent::contentType).containsOnly(Optional.of("image/jpeg"));
  }

  @Test
  void tellsWhatIsInAFrameUnderTheFramesOwnNameNumberAndTime() throws Exception {
    Playback playback = play(camera(2), Pace.ofSource(), false);
    playback.next();

    PlayedFrame second = playback.next().orElseThrow();

    ImageEvent image = second.image();
    assertThat(second.truth())
        .contains(
            new GroundTruth(
                new FrameInfo("lobby/1", "lobby", image.sequence(), image.capturedAt(), 64, 48),
                TRUTH.objects()));
    assertThat(image.sequence()).contains(1L);
    assertThat(image.capturedAt()).contains(START.plusMillis(40));
  }

  @Test
  void tellsNothingOfAFrameWhoseSourceDoesNotKnow() throws Exception {
    EncodedFrame frame =
        new EncodedFrame("0", "image/jpeg", new byte[] {1}, Optional.of(Duration.ZERO));

    assertThat(play(camera(List.of(frame)), Pace.unlimited(), false).next().orElseThrow().truth())
        .isEmpty();
  }

  @Test
  void endsAfterTheLastFrame() throws Exception {
    Playback playback = play(camera(1), Pace.unlimited(), false);
    playback.next();

    assertThat(playback.next()).isEmpty();
  }

  @Test
  void beginsAgainUnderNewIdsAndKeepsTheRateAcrossTheSeam() throws Exception {
    Playback playback = play(camera(2), Pace.ofSource(), true);

    List<ImageEvent> events = take(playback, 5);

    assertThat(events)
        .extracting(ImageEvent::id)
        .containsExactly("lobby/0", "lobby/1", "lobby/0~2", "lobby/1~2", "lobby/0~3");
    assertThat(events)
        .extracting(event -> event.sequence().orElseThrow())
        .containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(millisOf(events)).containsExactly(0L, 40L, 80L, 120L, 160L);
    assertThat(readersOpen).isEqualTo(1);
  }

  @Test
  void doesNotGoRoundASourceWithoutFrames() throws Exception {
    assertThat(play(camera(0), Pace.unlimited(), true).next()).isEmpty();
  }

  @Test
  void closesTheSourceItOpened() throws Exception {
    Playback playback = play(camera(2), Pace.unlimited(), false);
    playback.next();

    playback.close();

    assertThat(readersOpen).isZero();
  }

  @Test
  void refusesAPaceThatIsNone() {
    assertThatThrownBy(() -> Pace.of(0)).hasMessageContaining("expected a number above 0");
    assertThatThrownBy(() -> Pace.of(Double.NaN)).hasMessageContaining("NaN");
  }

  private Playback play(FrameSource source, Pace pace, boolean loop) {
    return new Playback(source, pace, loop, new FakeClock(), () -> nanos, sleep -> nanos += sleep);
  }

  private static List<ImageEvent> take(Playback playback, int count)
      throws IOException, InterruptedException {
    List<ImageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(playback.next().orElseThrow().image());
    }
    return events;
  }

  private static List<Long> captureMillis(Playback playback, int count) throws Exception {
    return millisOf(take(playback, count));
  }

  private static List<Long> millisOf(List<ImageEvent> events) {
    return events.stream()
        .map(event -> Duration.between(START, event.capturedAt().orElseThrow()).toMillis())
        .toList();
  }

  /** A source of 25 frames a second that knows what is in them. */
  private FrameSource camera(int frames) {
    return camera(IntStream.range(0, frames).mapToObj(PlaybackTest::frame).toList());
  }

  private FrameSource camera(List<EncodedFrame> frames) {
    return new FrameSource() {
      @Override
      public String source() {
        return "lobby";
      }

      @Override
      public OptionalLong frames() {
        return OptionalLong.of(frames.size());
      }

      @Override
      public FrameReader open() {
        readersOpen++;
        Iterator<EncodedFrame> rest = frames.iterator();
        return new FrameReader() {
          @Override
          public Optional<EncodedFrame> next() {
            return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
          }

          @Override
          public void close() {
            readersOpen--;
          }
        };
      }
    };
  }

  private static EncodedFrame frame(int number) {
    return new EncodedFrame(
        Integer.toString(number),
        "image/jpeg",
        new byte[] {1},
        Optional.of(Duration.ofMillis(40)),
        Optional.of(TRUTH));
  }

  /** Time as the playback's own: it passes only while the playback sleeps. */
  private final class FakeClock extends Clock {
    @Override
    public Instant instant() {
      return START.plusNanos(nanos - startNanos);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
