package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class BareLoopTest {
  private static final List<Frame> FRAMES =
      List.of(frame(2, 1), frame(2, 1), frame(2, 1), frame(1, 2), frame(1, 2));

  private final Recorder detector = new Recorder();

  @Test
  void givesFullBatchesOfOneShapeInWhichEachFrameIsAsOftenAsAnyOther() {
    Rate rate;
    try (BareLoop loop = new BareLoop(List.of(detector), FRAMES, 4)) {
      rate = loop.measure(4 * FRAMES.size());
    }

    assertThat(rate.frames()).isEqualTo(20);
    assertThat(detector.batches).hasSize(5).allSatisfy(BareLoopTest::assertFullAndAlike);
    List<Frame> seen = detector.batches.stream().flatMap(List::stream).toList();
    assertThat(FRAMES)
        .allSatisfy(frame -> assertThat(Collections.frequency(seen, frame)).isEqualTo(4));
  }

  @Test
  void roundsUpToFullBatches() {
    try (BareLoop loop = new BareLoop(List.of(detector), FRAMES, 4)) {
      assertThat(loop.measure(41).frames()).isEqualTo(44);
    }

    assertThat(detector.batches).hasSize(11);
  }

  @Test
  void sharesTheFramesOutToAllDetectors() {
    Recorder other = new Recorder();
    try (BareLoop loop = new BareLoop(List.of(detector, other), FRAMES, 2)) {
      loop.warmUp();
      assertThat(detector.batches).as("a batch of each shape").hasSize(2);
      assertThat(other.batches).as("a batch of each shape").hasSize(2);
      loop.measure(20);
    }

    assertThat(detector.batches.size() + other.batches.size()).isEqualTo(4 + 10);
  }

  private static void assertFullAndAlike(List<Frame> batch) {
    assertThat(batch).hasSize(4);
    assertThat(batch).extracting(Frame::width).containsOnly(batch.get(0).width());
  }

  private static Frame frame(int width, int height) {
    return new Frame(new byte[3 * width * height], width, height);
  }

  /** Notes the batches that it is given. */
  private static final class Recorder implements Detector {
    final List<List<Frame>> batches = new CopyOnWriteArrayList<>();

    @Override
    public ModelIdentity model() {
      return new ModelIdentity("recorder", 1, "sha256:00");
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(frame.height(), frame.width());
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      batches.add(frames);
      return Collections.nCopies(frames.size(), new Boxes(List.of()));
    }

    @Override
    public void close() {}
  }
}
