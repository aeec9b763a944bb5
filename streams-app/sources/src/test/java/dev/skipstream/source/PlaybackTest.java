package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.Motion;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
  @RegisterExtension final CapturedLog log = new CapturedLog(Playback.class);

  @Test
  void stampsFramesWithTheStartPlusTheirOwnTimeStamp() throws Exception {
    FrameSource vfr = recording(1480, 1520, 1535, 1980);

    List<ImageEvent> events = take(play(vfr, Pace.ofSource(), false), 4);

    assertThat(millisOf(events)).containsExactly(0L, 40L, 55L, 500L);
    assertThat(events)
        .extracting(event -> event.pts().orElseThrow().toMillis())
        .containsExactly(1480L, 1520L, 1535L, 1980L);
    assertThat(events).extracting(ImageEvent::clock).containsOnly(EventClock.WALL);
    assertThat(elapsedMillis()).isEqualTo(500);
  }

  @Test
  void dividesTimeStampsByTheSpeedOfARateThatIsAskedFor() throws Exception {
    FrameSource vfr = recording(0, 40, 55, 500);

    assertThat(captureMillis(play(vfr, Pace.of(50), false), 4)).containsExactly(0L, 20L, 27L, 250L);
  }

  @Test
  void stampsUnpacedFramesByTheClockOfTheirSource() throws Exception {
    List<ImageEvent> events = take(play(recording(1000, 1040, 1500), Pace.unlimited(), false), 3);

    assertThat(millisOf(events)).containsExactly(0L, 40L, 500L);
    assertThat(events).extracting(ImageEvent::clock).containsOnly(EventClock.MEDIA);
    assertThat(elapsedMillis()).isZero();
  }

  @Test
  void stampsFramesWithoutATimeOfTheirOwnAsTheyAreReached() throws Exception {
    Playback playback = play(folder(3), Pace.ofSource(), false);
    playback.next();
    nanos += Duration.ofMillis(70).toNanos();

    ImageEvent second = take(playback, 1).get(0);

    assertThat(second.capturedAt()).contains(START.plusMillis(70));
    assertThat(second.clock()).isEqualTo(EventClock.WALL);
    assertThat(second.pts()).isEmpty();
  }

  @Test
  void playsFramesWithoutATimeOfTheirOwnAtTheRateOfThePace() throws Exception {
    assertThat(captureMillis(play(folder(3), Pace.of(4), false), 3))
        .containsExactly(0L, 250L, 500L);
  }

  @Test
  void playsFramesWithoutATimeOfTheirOwnAtARateThatChanges() throws Exception {
    Deque<Duration> gaps =
        new ArrayDeque<>(
            List.of(
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofMillis(50),
                Duration.ofMillis(50)));
    FrameSource photographs = new TimedSource(folder(3), gaps::removeFirst);

    assertThat(captureMillis(play(photographs, Pace.ofSource(), true), 5))
        .containsExactly(0L, 200L, 300L, 600L, 650L);
  }

  /** Thirty seconds, an hour, and back. */
  @Test
  void skipsAndReportsTheGapOfEachJump() throws Exception {
    FrameSource jumps = recording(0, 40, 30_040, 30_080, 3_630_080, 3_630_120, 100, 140);

    assertThat(captureMillis(play(jumps, Pace.ofSource(), false), 8))
        .containsExactly(0L, 40L, 80L, 120L, 160L, 200L, 240L, 280L);
    assertThat(log.messages())
        .containsExactly(
            "lobby: time jumps from 0.040 s to 30.040 s before frame 2; the gap is skipped",
            "lobby: time jumps from 30.080 s to 3630.080 s before frame 4; the gap is skipped",
            "lobby: time jumps from 3630.120 s to 0.100 s before frame 6; the gap is skipped");
  }

  @Test
  void keepsAndReportsALongGapUpToTheOneThatIsAllowed() throws Exception {
    Playback playback = play(recording(0, 30_000), Pace.ofSource(), false, Duration.ofSeconds(30));

    assertThat(captureMillis(playback, 2)).containsExactly(0L, 30_000L);
    assertThat(log.messages())
        .containsExactly(
            "lobby: time jumps from 0.000 s to 30.000 s before frame 1; the gap is kept");
  }

  @Test
  void doesNotReportAPauseOfAVideoWithAVariableRate() throws Exception {
    assertThat(captureMillis(play(recording(0, 10_000), Pace.ofSource(), false), 2))
        .containsExactly(0L, 10_000L);
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void reportsTheFirstTenJumps() throws Exception {
    long[] zigzag = IntStream.range(0, 30).mapToLong(i -> i % 2 == 0 ? 1000 : 0).toArray();

    take(play(recording(zigzag), Pace.ofSource(), false), 30);

    assertThat(log.messages()).hasSize(10).last().asString().endsWith("are not reported");
  }

  @Test
  void reportsTheJumpsOfALoopOnce() throws Exception {
    Playback playback = play(recording(0, 30_000), Pace.ofSource(), true);

    assertThat(captureMillis(playback, 4)).containsExactly(0L, 40L, 80L, 120L);
    assertThat(log.messages()).hasSize(1);
  }

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
    take(play(camera(3), Pace.unlimited(), false), 3);

    assertThat(elapsedMillis()).isZero();
  }

  @Test
  void catchesUpAfterAFrameThatCameLate() throws Exception {
    Playback playback = play(camera(4), Pace.of(10), false);
    playback.next();
    nanos += Duration.ofMillis(250).toNanos();

    assertThat(captureMillis(playback, 2)).containsExactly(100L, 200L);
    assertThat(elapsedMillis()).isEqualTo(250);
    assertThat(captureMillis(playback, 1)).containsExactly(300L);
    assertThat(elapsedMillis()).isEqualTo(300);
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
    EncodedFrame frame = new EncodedFrame("0", "image/jpeg", new byte[] {1}, Optional.of(time(0)));

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
    return play(source, pace, loop, Playback.DEFAULT_MAX_GAP);
  }

  private Playback play(FrameSource source, Pace pace, boolean loop, Duration maxGap) {
    return new Playback(
        source, pace, loop, maxGap, new FakeClock(), () -> nanos, sleep -> nanos += sleep);
  }

  private long elapsedMillis() {
    return Duration.ofNanos(nanos - startNanos).toMillis();
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
      public OptionalDouble framesPerSecond() {
        return OptionalDouble.of(25);
      }

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

  @Test
  void aWithheldFrameHasItsTurnAndItsNumberAndIsLeftOut() throws Exception {
    EncodedFrame withheld =
        new EncodedFrame("1", Optional.empty(), Optional.of(time(40)), Optional.of(TRUTH));
    FrameSource source = camera(List.of(frame(0), withheld, frame(2)));

    try (Playback playback = play(source, Pace.ofSource(), false)) {
      assertThat(playback.next().orElseThrow().image().id()).isEqualTo("lobby/0");
      PlayedFrame third = playback.next().orElseThrow();

      assertThat(third.image().id()).isEqualTo("lobby/2");
      assertThat(third.image().sequence()).hasValue(2L);
      assertThat(playback.withheld()).isEqualTo(1);
      assertThat(playback.next()).isEmpty();
    }
  }

  /** The interval of frames without motion is in the time of the events, not of the recording. */
  @Test
  void theKeyframeIntervalFollowsTheSpeed() throws Exception {
    Picture moving =
        new Picture(
            "image/jpeg",
            new byte[] {1},
            Optional.of(new CameraView(1920, 1080, 0, 0, 0.5)),
            Optional.of(new Motion(0.25, Duration.ofSeconds(10))));
    FrameSource source =
        camera(
            List.of(
                new EncodedFrame(
                    "0", Optional.of(moving), Optional.of(time(0)), Optional.empty())));

    try (Playback playback = play(source, Pace.of(50), false)) {
      ImageEvent event = playback.next().orElseThrow().image();

      assertThat(event.view()).isEqualTo(moving.view());
      assertThat(event.motion()).hasValue(new Motion(0.25, Duration.ofSeconds(5)));
    }
  }

  /** A source of frames with these time stamps, each of which lasts 40 ms by itself. */
  private FrameSource recording(long... millis) {
    return camera(
        LongStream.of(millis)
            .mapToObj(
                at ->
                    new EncodedFrame(
                        Long.toString(at), "image/jpeg", new byte[] {1}, Optional.of(time(at))))
            .toList());
  }

  private FrameSource folder(int frames) {
    return camera(
        IntStream.range(0, frames)
            .mapToObj(
                i ->
                    new EncodedFrame(
                        Integer.toString(i), "image/jpeg", new byte[] {1}, Optional.empty()))
            .toList());
  }

  private static EncodedFrame frame(int number) {
    return new EncodedFrame(
        Integer.toString(number),
        Optional.of(new Picture("image/jpeg", new byte[] {1})),
        Optional.of(time(40L * number)),
        Optional.of(TRUTH));
  }

  private static FrameTime time(long millis) {
    return new FrameTime(Duration.ofMillis(millis), Duration.ofMillis(40));
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
