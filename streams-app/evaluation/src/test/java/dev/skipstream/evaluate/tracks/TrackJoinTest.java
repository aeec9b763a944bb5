package dev.skipstream.evaluate.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrackedObject;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackJoinTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private final TrackJoin join = new TrackJoin();

  @Test
  void joinsFramesByTimeAndIdFromTheFirstToTheLastTrackedOne() {
    for (int i = 0; i < 5; i++) {
      join.add(truth("gate", i, object(7, 10, false)));
    }
    join.add(tracks("gate", 3, 0, track(1, 10)));
    join.add(tracks("gate", 1, 0, track(1, 10)));

    assertThat(join.pairs().get("gate"))
        .containsExactly(
            new TrackPair(List.of(box(7, 10)), List.of(box(1, 10))),
            new TrackPair(List.of(box(7, 10)), List.of()),
            new TrackPair(List.of(box(7, 10)), List.of(box(1, 10))));
  }

  @Test
  void leavesOutCrowdsAndTheBoxesOnThem() {
    join.add(truth("gate", 0, object(7, 10, false), object(8, 100, true), object(9, 12, true)));
    join.add(tracks("gate", 0, 0, track(1, 10), track(2, 101), track(3, 300)));

    // The first found box is on a true box too, and the last one is on nothing.
    assertThat(join.pairs().get("gate"))
        .containsExactly(new TrackPair(List.of(box(7, 10)), List.of(box(1, 10), box(3, 300))));
  }

  @Test
  void theSameIdInAnotherPartitionIsAnotherTrack() {
    join.add(truth("gate", 0, object(7, 10, false)));
    join.add(truth("gate", 1, object(7, 10, false)));
    join.add(tracks("gate", 0, 0, track(1, 10)));
    join.add(tracks("gate", 1, 2, track(1, 10)));

    assertThat(TrackMetrics.of(join.pairs().get("gate")).counts().switches()).isEqualTo(1);
  }

  @Test
  void joinsTheObjectsAndTracksOfOneCategory() {
    join.add(truth("gate", 0, object(7, 10, false)));
    TrackedObject bus = new TrackedObject(2, "bus", at(10), 0, 0);
    join.add(tracks("gate", 0, 0, track(1, 10), bus));

    assertThat(join.labels()).containsExactly("car");
    assertThat(join.pairs("car").get("gate"))
        .containsExactly(new TrackPair(List.of(box(7, 10)), List.of(box(1, 10))));
    assertThat(join.pairs("bus").get("gate"))
        .containsExactly(new TrackPair(List.of(), List.of(box(2, 10))));
  }

  @Test
  void joinsSourcesAsDifferentObjects() {
    for (String source : List.of("gate", "yard")) {
      join.add(truth(source, 0, object(7, 10, false)));
      join.add(tracks(source, 0, 0, track(1, 10)));
    }

    assertThat(TrackJoin.joined(join.pairs().values()))
        .containsExactly(
            new TrackPair(List.of(box(0, 10)), List.of(box(0, 10))),
            new TrackPair(List.of(box(1, 10)), List.of(box(1, 10))));
  }

  @Test
  void saysWhatIsMissing() {
    join.add(truth("gate", 0, object(7, 10, false)));
    join.add(tracks("yard", 0, 0, track(1, 10)));
    assertThatThrownBy(join::pairs)
        .isInstanceOf(UnfitInputException.class)
        .hasMessageStartingWith("no source has both tracks and ground truth, of 2 sources");

    join.add(tracks("gate", 0, 0, track(1, 10)));
    join.add(
        new GroundTruth(
            frame("gate", 0),
            List.of(
                new TrueObject(
                    "car", 1, at(10), Optional.empty(), Optional.empty(), /* crowd= */ false))));
    assertThatThrownBy(join::pairs)
        .isInstanceOf(UnfitInputException.class)
        .hasMessageStartingWith("the ground truth of source gate has an object without a track");
  }

  private static GroundTruth truth(String source, int frame, TrueObject... objects) {
    return new GroundTruth(frame(source, frame), List.of(objects));
  }

  private static TracksEvent tracks(
      String source, int frame, int partition, TrackedObject... tracks) {
    return new TracksEvent(
        frame(source, frame),
        new InputPosition("detections", partition, frame),
        Optional.empty(),
        List.of(tracks));
  }

  private static FrameInfo frame(String source, int frame) {
    return new FrameInfo(
        source + "/" + frame,
        source,
        Optional.empty(),
        Optional.of(START.plusSeconds(frame)),
        640,
        360);
  }

  private static TrueObject object(long track, double x, boolean crowd) {
    return new TrueObject(
        "car", 1, at(x), Optional.empty(), Optional.empty(), crowd, Optional.of(track));
  }

  private static TrackedObject track(long id, double x) {
    return new TrackedObject(id, "car", at(x), 0, 0);
  }

  private static TrackBox box(long id, double x) {
    return new TrackBox(id, at(x));
  }

  private static BoundingBox at(double x) {
    return new BoundingBox(x, 10, 40, 30);
  }
}
