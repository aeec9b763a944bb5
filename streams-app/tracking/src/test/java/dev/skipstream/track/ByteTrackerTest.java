package dev.skipstream.track;

import static dev.skipstream.track.Frames.car;
import static dev.skipstream.track.Frames.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.track.TrackedFrame.Verdict;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByteTrackerTest {
  private static final double RATE = 10;

  private final Frames frames = new Frames(TrackerSettings.PAPER);

  @Test
  void confirmsATrackWithTheSecondDetection() {
    assertThat(frames.at(0, car(100, 100)).tracks()).isEmpty();

    TrackedFrame second = frames.at(0.1, car(102, 100));

    assertThat(second.tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(second.started()).containsExactly(1L);
    assertThat(second.tracks().get(0).age()).isEqualTo(Duration.ofMillis(100));
    assertThat(frames.at(0.2, car(104, 100)).started()).isEmpty();
  }

  @Test
  void forgetsATrackOfOneDetection() {
    frames.at(0, car(100, 100));
    frames.at(0.1);
    frames.at(0.2, car(100, 100));

    assertThat(frames.started()).isEmpty();
    assertThat(frames.ended()).isEmpty();
  }

  @Test
  void keepsTheIdAcrossDroppedFrames() {
    for (int i = 0; i <= 20; i++) {
      // A gap of 0.7 s, in which the car moves by more than its own length.
      if (i < 10 || i > 16) {
        frames.at(i / RATE, car(100 + 10 * i, 100));
      }
    }

    assertThat(frames.started()).containsExactly(1L);
  }

  @Test
  void measuresTheSpeedInPixelsPerSecondOfTime() {
    Track track = null;
    double[] steps = {0.04, 0.11, 0.05, 0.2, 0.07};
    double seconds = 0;
    for (int i = 0; i < 60; i++) {
      seconds += steps[i % steps.length];
      List<Track> tracks = frames.at(seconds, car(30 + 30 * seconds, 40 * seconds)).tracks();
      track = tracks.isEmpty() ? null : tracks.get(0);
    }

    assertThat(track).isNotNull();
    assertThat(track.id()).isEqualTo(1);
    assertThat(track.speed()).isCloseTo(50, within(0.5));
  }

  @Test
  void tellsCrossingObjectsApart() {
    for (int i = 0; i <= 40; i++) {
      frames.at(i / RATE, car(100 + 10 * i, 100), car(500 - 10 * i, 120));
    }

    TrackedFrame last = frames.at(4.1, car(510, 100), car(90, 120));
    assertThat(last.tracks()).extracting(Track::id).containsExactly(1L, 2L);
    assertThat(last.tracks().get(0).box().x()).isCloseTo(510, within(2.0));
    assertThat(frames.started()).containsExactly(1L, 2L);
  }

  @Test
  void continuesATrackWithADetectionOfALowScoreButStartsNone() {
    frames.at(0, car(100, 100), scored(0.3, "car", 400, 100));
    frames.at(0.1, car(100, 100), scored(0.3, "car", 400, 100));

    TrackedFrame hidden =
        frames.at(0.2, scored(0.3, "car", 100, 100), scored(0.3, "car", 400, 100));

    assertThat(hidden.tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(frames.at(0.3, scored(0.05, "car", 100, 100)).tracks()).isEmpty();
  }

  @Test
  void endsATrackAfterTheTimeItIsKept() {
    frames.at(0, car(100, 100));
    frames.at(0.5, car(110, 100));
    frames.at(1.4);
    assertThat(frames.ended()).isEmpty();

    frames.at(1.6);

    assertThat(frames.ended()).hasSize(1);
    EndedTrack track = frames.ended().get(0);
    assertThat(track.id()).isEqualTo(1);
    assertThat(track.from()).isEqualTo(Frames.time(0));
    assertThat(track.to()).isEqualTo(Frames.time(0.5));
    assertThat(track.first()).isEqualTo(new BoundingBox(100, 100, 60, 40));
    assertThat(track.last().x()).isCloseTo(110, within(1.0));
    assertThat(track.distance()).isCloseTo(10, within(1.0));
  }

  @Test
  void endsATrackWithTheNextFrameAfterALongGap() {
    frames.at(0, car(100, 100));
    frames.at(0.1, car(100, 100));

    TrackedFrame after = frames.at(60, car(100, 100));

    assertThat(after.ended()).extracting(EndedTrack::id).containsExactly(1L);
    assertThat(frames.at(60.1, car(100, 100)).started()).containsExactly(2L);
  }

  @Test
  void keepsATrackLongerThanTheKeyframeInterval() {
    frames.every(Duration.ofSeconds(10));
    for (int i = 0; i < 10; i++) {
      frames.at(i / RATE, car(100 + i, 100));
    }

    // It stood still: a moving object would have sent frames.
    assertThat(frames.at(10.9, car(115, 100)).tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(frames.at(29, car(115, 100)).tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(frames.at(50, car(115, 100)).ended()).hasSize(1);
  }

  @Test
  void continuesAPartOfAnObjectThatAnotherHides() {
    for (int i = 0; i < 20; i++) {
      frames.at(i / RATE, car(100 + 10 * i, 100));
    }
    // A trunk hides all but the front, then all, then all but the rear. Parts hardly overlap.
    for (int i = 20; i < 24; i++) {
      frames.at(i / RATE, part(100 + 10 * i + 48, 12));
    }
    frames.at(2.4);
    frames.at(2.5);
    for (int i = 26; i < 30; i++) {
      frames.at(i / RATE, part(100 + 10 * i, 12));
    }

    assertThat(frames.at(3, car(400, 100)).tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(frames.started()).containsExactly(1L);
  }

  private static Detection part(double x, double width) {
    return new Detection("car", 1, 0.9, new BoundingBox(x, 100, width, 40));
  }

  @Test
  void showsTheBoxOfTheDetection() {
    frames.at(0, car(100, 100));
    assertThat(frames.at(0.1, car(131, 100)).tracks().get(0).box())
        .isEqualTo(new BoundingBox(131, 100, 60, 40));
  }

  @Test
  void anObjectThatEntersIsNotTheOneThatLeftThere() {
    for (int i = 0; i < 10; i++) {
      frames.at(i / RATE, part(100 - 10 * i, 60));
    }
    frames.at(1, part(0, 50));
    frames.at(1.1, part(0, 40));
    assertThat(frames.at(1.2).ended()).isEmpty();
    assertThat(frames.at(1.3).ended()).extracting(EndedTrack::id).containsExactly(1L);

    frames.at(1.4, part(0, 40));
    frames.at(1.5, part(0, 50));

    assertThat(frames.started()).containsExactly(1L, 2L);
  }

  @Test
  void anotherCategoryContinuesATrackOnlyWithMuchOverlap() {
    frames.at(0, car(100, 100));
    frames.at(0.1, car(100, 100));

    // An IoU of 1/3.
    assertThat(frames.at(0.2, scored(0.9, "dog", 130, 100)).tracks()).isEmpty();
    assertThat(frames.at(0.3, scored(0.9, "van", 102, 100)).tracks())
        .extracting(Track::id)
        .containsExactly(1L);
  }

  @Test
  void countsAndIgnoresRepeatedLateAndBackwardFrames() {
    frames.at(0, car(100, 100));
    frames.at(0.5, car(100, 100));
    CameraState before = frames.state();

    assertThat(frames.of(frame(1, 0.5)).verdict()).isEqualTo(Verdict.REPEATED);
    assertThat(frames.of(frame(0, 0)).verdict()).isEqualTo(Verdict.REPEATED);
    assertThat(frames.of(frame(2, 0.5)).verdict()).isEqualTo(Verdict.REPEATED);
    assertThat(frames.of(frame(3, 0.1)).verdict()).isEqualTo(Verdict.LATE);
    assertThat(frames.of(frame(4, -3600)).verdict()).isEqualTo(Verdict.BACKWARD);

    assertThat(frames.state().tracks()).isEqualTo(before.tracks());
    assertThat(frames.state().lastTime()).isEqualTo(before.lastTime());
    assertThat(frames.state().repeated()).isEqualTo(3);
    assertThat(frames.state().late()).isEqualTo(1);
    assertThat(frames.state().backward()).isEqualTo(1);
  }

  @Test
  void namesTheClassByTheVoteOfScores() {
    frames.at(0, scored(0.9, "car", 100, 100));
    frames.at(0.1, scored(0.8, "truck", 100, 100));
    assertThat(frames.at(0.2, scored(0.7, "bus", 100, 100)).tracks().get(0).label())
        .isEqualTo("car");
    assertThat(frames.at(0.3, scored(0.9, "truck", 100, 100)).tracks().get(0).label())
        .isEqualTo("truck");
  }

  @Test
  void ignoresBoxesThatAreNoObjects() {
    for (int i = 0; i < 5; i++) {
      frames.at(
          i / RATE,
          new Detection("car", 1, 0.9, new BoundingBox(0, 0, 0, 10)),
          new Detection("car", 1, 0.9, new BoundingBox(0, 0, 1e300, 1e300)),
          new Detection("car", 1, 0.9, new BoundingBox(1e200, 0, 10, 10)));
    }

    assertThat(frames.state().tracks()).isEmpty();
  }

  @Test
  void startsNoMoreTracksThanTheStateHolds() {
    Detection[] many = new Detection[CameraState.MOST_TRACKS + 5];
    for (int i = 0; i < many.length; i++) {
      many[i] = car(100 * i, 100);
    }

    frames.at(0, many);

    assertThat(frames.state().tracks()).hasSize(CameraState.MOST_TRACKS);
    assertThat(frames.state().unstarted()).isEqualTo(5);
  }

  private static TrackerFrame frame(long offset, double seconds) {
    return new TrackerFrame(
        0,
        offset,
        Frames.time(seconds).truncatedTo(ChronoUnit.MICROS),
        List.of(car(100, 100)),
        Frames.WIDTH,
        Frames.HEIGHT,
        Optional.empty());
  }
}
