package dev.skipstream.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CameraStateFormatTest {
  private static final int FRAMES = 200;

  @Test
  void continuesFromItsBytesAsIfTheyHadNeverBeenWritten() {
    ByteTracker tracker = new ByteTracker(TrackerSettings.PAPER);
    CameraState kept = CameraState.NEW;
    CameraState restored = CameraState.NEW;
    for (TrackerFrame frame : randomFrames(new Random(26))) {
      TrackedFrame expected = tracker.next(kept, frame);
      kept = expected.state();

      byte[] bytes = CameraStateFormat.encode(restored);
      TrackedFrame found = tracker.next(CameraStateFormat.decode(bytes), frame);
      restored = found.state();

      assertThat(found).isEqualTo(expected);
      assertThat(CameraStateFormat.encode(restored)).isEqualTo(CameraStateFormat.encode(kept));
    }
    assertThat(kept.nextId()).isGreaterThan(10);
  }

  @Test
  void hasTheMostBytesWithAllTracksAndTheLongestNames() {
    String longest = "a".repeat(Labels.MOST_BYTES);
    Detection[] some = new Detection[CameraState.MOST_TRACKS];
    Detection[] others = new Detection[CameraState.MOST_TRACKS];
    for (int i = 0; i < some.length; i++) {
      some[i] = Frames.scored(0.9, longest + "b", 100 * i, 0);
      others[i] = Frames.scored(0.9, "b" + longest, 100 * i, 0);
    }
    Frames frames = new Frames(TrackerSettings.PAPER);
    frames.at(0, some);
    frames.at(0.1, others);

    assertThat(frames.state().tracks()).hasSize(CameraState.MOST_TRACKS);
    assertThat(frames.state().tracks())
        .allSatisfy(track -> assertThat(track.votes().candidates()).hasSize(Votes.MOST));
    assertThat(CameraStateFormat.encode(frames.state())).hasSize(CameraStateFormat.MOST_BYTES);
  }

  @Test
  void rejectsEveryPrefixAndEveryAddition() {
    Frames frames = new Frames(TrackerSettings.PAPER);
    frames.at(0, Frames.car(0, 0));
    byte[] bytes = CameraStateFormat.encode(frames.state());

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CameraStateFormat.decode(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("camera state");
    }
    assertThatThrownBy(() -> CameraStateFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessage("camera state has 1 bytes after its end: expected none");
  }

  @Test
  void rejectsAnotherVersionAndNumbersThatAreNone() {
    byte[] bytes = CameraStateFormat.encode(CameraState.NEW);
    bytes[0] = 2;
    assertThatThrownBy(() -> CameraStateFormat.decode(bytes))
        .hasMessage("camera state begins with version 2: expected version 1");

    Frames frames = new Frames(TrackerSettings.PAPER);
    frames.at(0, Frames.car(0, 0));
    byte[] one = CameraStateFormat.encode(frames.state());
    int end = one.length - Byte.BYTES;
    Arrays.fill(one, end - Double.BYTES, end, (byte) 0xFF);
    assertThatThrownBy(() -> CameraStateFormat.decode(one))
        .hasMessage("camera state has the number NaN: expected finite numbers");
  }

  /** Objects on straight paths, with gaps, noise, wrong classes and frames out of order. */
  private static List<TrackerFrame> randomFrames(Random random) {
    List<TrackerFrame> frames = new ArrayList<>();
    double seconds = 0;
    for (int i = 0; i < FRAMES; i++) {
      seconds += random.nextInt(20) == 0 ? -0.3 : 0.02 + 0.2 * random.nextDouble();
      List<Detection> detections = new ArrayList<>();
      for (int object = 0; object < 8; object++) {
        if (random.nextInt(6) > 0) {
          double x = (100 * object + (object - 4) * 20 * seconds) % 900;
          detections.add(
              new Detection(
                  random.nextInt(4) == 0 ? "truck" : "car",
                  1,
                  0.05 + 0.95 * random.nextDouble(),
                  new BoundingBox(
                      x + random.nextGaussian(),
                      60 * object + random.nextGaussian(),
                      50 + random.nextGaussian(),
                      70 + random.nextGaussian())));
        }
      }
      frames.add(
          new TrackerFrame(0, i, Frames.time(seconds), detections, 960, 540, Optional.empty()));
    }
    return frames;
  }
}
