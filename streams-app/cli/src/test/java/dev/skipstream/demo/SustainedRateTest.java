package dev.skipstream.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SustainedRateTest {
  private long now;
  private int detected;

  @Test
  void camerasShareMostOfTheMeasuredRate() {
    assertThat(SustainedRate.ofEach(2, Duration.ofMillis(100))).isCloseTo(4.25, within(1e-9));
  }

  @Test
  void aCameraHasTenFramesPerSecondAtMost() {
    assertThat(SustainedRate.ofEach(2, Duration.ofMillis(5))).isEqualTo(10);
    assertThat(SustainedRate.ofEach(2, Duration.ZERO)).isEqualTo(10);
  }

  @Test
  void sourceDecoderAndDetectorCountTogether() {
    assertThat(measured(1_000)).isEqualTo(Duration.ofMillis(5 + 3 + 20));
  }

  /** Compilation, and other work on the machine. */
  @Test
  void theFirstFramesAndSomeSlowOnesDoNotCount() {
    Detector slowAtFirst =
        new Timed(20) {
          @Override
          public List<Findings> detect(List<Frame> batch) {
            pass(detected < 3 || detected == 7 ? 200 : 0);
            return super.detect(batch);
          }
        };

    assertThat(measured(1_000, slowAtFirst)).isEqualTo(Duration.ofMillis(28));
  }

  @Test
  void aSlowModelIsMeasuredWithFewFrames() {
    assertThat(measured(1_000, new Timed(2_000))).isEqualTo(Duration.ofMillis(2_008));
    assertThat(detected).isEqualTo(2);
  }

  @Test
  void aSourceWithFewFramesIsNotWaitedFor() {
    assertThat(measured(0)).isZero();
    assertThat(measured(1)).isEqualTo(Duration.ofMillis(28));
  }

  @Test
  void aDamagedImageIsNotDetected() {
    SustainedRate rate =
        new SustainedRate(
            encoded -> {
              throw new InvalidImageException(RejectReason.DAMAGED_IMAGE, "damaged");
            },
            new Timed(20),
            () -> now);

    assertThat(rate.frameTime(new Frames(100))).isEqualTo(Duration.ofMillis(5));
    assertThat(detected).isZero();
  }

  private Duration measured(int frames) {
    return measured(frames, new Timed(20));
  }

  private Duration measured(int frames, Detector detector) {
    SustainedRate rate =
        new SustainedRate(
            encoded -> {
              pass(3);
              return new Frame(new byte[3], 1, 1);
            },
            detector,
            () -> now);
    return rate.frameTime(new Frames(frames));
  }

  private void pass(long millis) {
    now += MILLISECONDS.toNanos(millis);
  }

  /** A source whose frames take 5 ms. */
  private final class Frames implements FrameSource {
    private final int count;

    Frames(int count) {
      this.count = count;
    }

    @Override
    public String source() {
      return "frames";
    }

    @Override
    public OptionalLong frames() {
      return OptionalLong.of(count);
    }

    @Override
    public FrameReader open() {
      return new FrameReader() {
        private int given;

        @Override
        public Optional<EncodedFrame> next() {
          if (given == count) {
            return Optional.empty();
          }
          pass(5);
          return Optional.of(
              new EncodedFrame("" + given++, "image/png", new byte[1], Optional.empty()));
        }

        @Override
        public void close() {}
      };
    }
  }

  /** A model that takes its time on the clock of the test. */
  private class Timed implements Detector {
    private final long millis;

    Timed(long millis) {
      this.millis = millis;
    }

    @Override
    public ModelIdentity model() {
      return new ModelIdentity("timed", 1, "sha256:00");
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(1, 1);
    }

    @Override
    public List<Findings> detect(List<Frame> batch) {
      detected++;
      pass(millis);
      return Collections.nCopies(batch.size(), new Boxes(List.of()));
    }

    @Override
    public void close() {}
  }
}
