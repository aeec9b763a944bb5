package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateSelectorTest {
  private static final long MILLI = 1_000_000;

  @Test
  void holdsTheRateWhateverTheCamerasRateIs() {
    assertThat(selected(10, 40, 10_000)).isBetween(99L, 101L);
    assertThat(selected(10, 33, 10_000)).isBetween(99L, 101L);
    assertThat(selected(4, 66, 10_000)).isBetween(39L, 41L);
  }

  @Test
  void takesAllFramesOfACameraThatIsSlower() {
    assertThat(selected(10, 500, 10_000)).isEqualTo(20);
  }

  @Test
  void takesAllFramesOfACameraOfThisRateWithJitter() {
    RateSelector selector = new RateSelector(OptionalDouble.of(10));
    assertThat(
            LongStream.range(0, 100)
                .filter(i -> selector.selects(i * 100 * MILLI + i * 7919 % 15 * MILLI))
                .count())
        .isEqualTo(100);
  }

  @Test
  void doesNotCatchUpAfterAPause() {
    RateSelector selector = new RateSelector(OptionalDouble.of(1));
    assertThat(selector.selects(0)).isTrue();
    assertThat(selector.selects(60_000 * MILLI)).isTrue();
    assertThat(selector.selects(60_100 * MILLI)).isFalse();
  }

  private static long selected(double rate, long gapMillis, long lengthMillis) {
    RateSelector selector = new RateSelector(OptionalDouble.of(rate));
    return LongStream.iterate(0, at -> at < lengthMillis, at -> at + gapMillis)
        .filter(at -> selector.selects(at * MILLI))
        .count();
  }
}
