package dev.skipstream.evaluate.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackMetricsTest {
  private static final double EXACT = 1e-9;
  private static final int CASES = 60;

  @Test
  void equalsTheDefinitionsOnRandomSequences() {
    for (int seed = 0; seed < CASES; seed++) {
      List<TrackPair> frames = randomFrames(new Random(seed));
      SlowTrackMetrics slow = new SlowTrackMetrics(frames);

      TrackMetrics metrics = TrackMetrics.of(frames);

      double[] hota = slow.hota();
      assertThat(metrics.hota()).as("HOTA of seed %d", seed).isCloseTo(hota[0], within(EXACT));
      assertThat(metrics.detA()).as("DetA of seed %d", seed).isCloseTo(hota[1], within(EXACT));
      assertThat(metrics.assA()).as("AssA of seed %d", seed).isCloseTo(hota[2], within(EXACT));
      assertThat(metrics.mota()).as("MOTA of seed %d", seed).isCloseTo(slow.mota(), within(EXACT));
      assertThat(metrics.idf1()).as("IDF1 of seed %d", seed).isCloseTo(slow.idf1(), within(EXACT));
    }
  }

  /**
   * The toy cases "no confusion", "with confusion" and "split tracks" of TrackEval, the program of
   * HOTA's authors, with the counts and scores that it states for CLEAR and for identities.
   */
  @Test
  void equalsTheToyCasesOfTheAuthorsProgram() {
    // Places of truth and tracks in each frame: what is at one place overlaps fully.
    TrackMetrics separate =
        TrackMetrics.of(
            frames("0a 1b | 0b 1c", "0a 1b | 0b 1c", "0a 1b | 0c 1d", "0a | 0c 1a", "0a | 1a"));
    assertThat(separate.counts()).isEqualTo(new ClearCounts(4, 4, 5, 0));
    assertThat(separate.mota()).isCloseTo(-1.0 / 8, within(EXACT));
    assertThat(separate.idf1()).isCloseTo(8.0 / 17, within(EXACT));
    // By the definition: 4 of 13 detections; associations of 2 of 5 and 2 of 8 boxes.
    assertThat(separate.detA()).isCloseTo(4.0 / 13, within(EXACT));
    assertThat(separate.assA()).isCloseTo((2.0 / 5 + 2.0 / 8) / 2, within(EXACT));

    TrackMetrics confused =
        TrackMetrics.of(
            frames("0a 1b | 0b 1c", "0a 1b | 0b 1b", "0a 1b | 0a 1d", "0a | 0c 1a", "0a | 1a"));
    assertThat(confused.counts()).isEqualTo(new ClearCounts(5, 3, 4, 1));
    assertThat(confused.mota()).isCloseTo(0, within(EXACT));
    assertThat(confused.idf1()).isCloseTo(8.0 / 17, within(EXACT));

    TrackMetrics split =
        TrackMetrics.of(
            frames(
                "0a 1b | 0a 4b",
                "0a 1b | 0a 4b",
                "1b | 1b 3c",
                "0a 1b | 1b 3a",
                "0a 1b | 1c 2b 3a"));
    assertThat(split.counts()).isEqualTo(new ClearCounts(9, 0, 2, 3));
    assertThat(split.mota()).isCloseTo(4.0 / 9, within(EXACT));
    assertThat(split.idf1()).isCloseTo(2.0 / 5, within(EXACT));
  }

  /** Frames of boxes such as {@code 0a}: number 0 at place a. */
  private static List<TrackPair> frames(String... frames) {
    List<TrackPair> pairs = new ArrayList<>();
    for (String frame : frames) {
      String[] sides = frame.split(" \\| ", -1);
      pairs.add(new TrackPair(boxes(sides[0]), boxes(sides[1])));
    }
    return pairs;
  }

  private static List<TrackBox> boxes(String side) {
    return Arrays.stream(side.split(" ", -1))
        .map(one -> box(one.charAt(0) - '0', 100.0 * one.charAt(1)))
        .toList();
  }

  @Test
  void givesOneToTheGroundTruthItself() {
    List<TrackPair> frames =
        randomFrames(new Random(1)).stream()
            .map(frame -> new TrackPair(frame.truth(), frame.truth()))
            .toList();

    expect(TrackMetrics.of(frames), 1, 1, 1, 1);
  }

  @Test
  void halvesTheAssociationOfATrackThatBreaksInTheMiddle() {
    List<TrackPair> frames = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      frames.add(new TrackPair(List.of(box(1, t)), List.of(box(t < 2 ? 7 : 8, t))));
    }

    TrackMetrics metrics = TrackMetrics.of(frames);

    expect(metrics, 1, 0.5, 0.75, 0.5);
    assertThat(metrics.counts()).isEqualTo(new ClearCounts(4, 0, 0, 1));
  }

  @Test
  void countsASwapOfTwoTracksAsTwoSwitches() {
    List<TrackPair> frames = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      frames.add(
          new TrackPair(
              List.of(box(1, t), box(2, 100 + t)),
              List.of(box(t < 2 ? 1 : 2, t), box(t < 2 ? 2 : 1, 100 + t))));
    }

    TrackMetrics metrics = TrackMetrics.of(frames);

    expect(metrics, 1, 1.0 / 3, 0.75, 0.5);
    assertThat(metrics.counts()).isEqualTo(new ClearCounts(8, 0, 0, 2));
  }

  @Test
  void givesHalfOfHotaToATrackThatIsSeenHalfOfTheTime() {
    List<TrackPair> frames = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      frames.add(new TrackPair(List.of(box(1, t)), t < 2 ? List.of(box(1, t)) : List.of()));
    }

    expect(TrackMetrics.of(frames), 0.5, 0.5, 0.5, 2.0 / 3);
  }

  @Test
  void countsTheThresholdsThatABoxReaches() {
    TrackBox truth = new TrackBox(1, new BoundingBox(0, 0, 10, 10));
    TrackBox found = new TrackBox(1, new BoundingBox(0, 0, 6, 10));

    TrackMetrics metrics = TrackMetrics.of(List.of(new TrackPair(List.of(truth), List.of(found))));

    // IoU 0.6: the thresholds 0.05 to 0.60 are 12 of 19.
    assertThat(metrics.hota()).isCloseTo(12.0 / 19, within(EXACT));
  }

  @Test
  void keepsTheMatchOfTheFrameBeforeWhenAnotherBoxOverlapsMore() {
    TrackBox truth = new TrackBox(1, new BoundingBox(0, 0, 10, 10));
    List<TrackPair> frames =
        List.of(
            new TrackPair(List.of(truth), List.of(new TrackBox(5, truth.box()))),
            new TrackPair(
                List.of(truth),
                List.of(
                    new TrackBox(5, new BoundingBox(0, 0, 6, 10)), new TrackBox(6, truth.box()))));

    assertThat(TrackMetrics.of(frames).counts()).isEqualTo(new ClearCounts(2, 0, 1, 0));
  }

  @Test
  void scoresATrackerWithoutBoxesAsZero() {
    expect(TrackMetrics.of(List.of(new TrackPair(List.of(box(1, 0)), List.of()))), 0, 0, 0, 0);
  }

  @Test
  void rejectsASequenceWithoutGroundTruthAndATrackTwiceInAFrame() {
    assertThatThrownBy(() -> TrackMetrics.of(List.of(new TrackPair(List.of(), List.of(box(1, 0))))))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage("the ground truth has no boxes in 1 frames: expected one at least");
    assertThatThrownBy(() -> new TrackPair(List.of(), List.of(box(3, 0), box(3, 50))))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage("a frame of the tracker has track 3 twice: expected each track once");
  }

  private static void expect(
      TrackMetrics metrics, double detA, double assA, double mota, double idf1) {
    assertThat(metrics.detA()).isCloseTo(detA, within(EXACT));
    assertThat(metrics.assA()).isCloseTo(assA, within(EXACT));
    assertThat(metrics.hota()).isCloseTo(Math.sqrt(detA * assA), within(EXACT));
    assertThat(metrics.mota()).isCloseTo(mota, within(EXACT));
    assertThat(metrics.idf1()).isCloseTo(idf1, within(EXACT));
  }

  private static TrackBox box(long id, double x) {
    return new TrackBox(id, new BoundingBox(x, 0, 20, 10));
  }

  /** Four objects close together, with gaps, noise, false boxes, lost and swapped ids. */
  private static List<TrackPair> randomFrames(Random random) {
    List<TrackPair> frames = new ArrayList<>();
    long[] ids = {11, 12, 13, 14};
    for (int t = 0; t < 10; t++) {
      if (random.nextInt(4) == 0) {
        ids[random.nextInt(ids.length)] = 11L + random.nextInt(6);
      }
      List<TrackBox> truth = new ArrayList<>();
      List<TrackBox> found = new ArrayList<>();
      for (int i = 0; i < ids.length; i++) {
        BoundingBox place = near(12 * i + 2 * t, random);
        if (t == 0 || random.nextInt(5) > 0) {
          truth.add(new TrackBox(i, place));
        }
        long id = ids[i];
        if (random.nextInt(5) > 0 && found.stream().noneMatch(box -> box.id() == id)) {
          found.add(new TrackBox(id, near(place.x(), random)));
        }
      }
      frames.add(new TrackPair(truth, found));
    }
    return frames;
  }

  private static BoundingBox near(double x, Random random) {
    return new BoundingBox(
        x + 3 * random.nextGaussian(),
        3 * random.nextDouble(),
        18 + 6 * random.nextDouble(),
        20 + 6 * random.nextDouble());
  }
}
