package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final CameraSettings.Limits LIMITS = CameraSettings.Limits.DEFAULT;

  private final Backoff backoff = new Backoff(LIMITS, new Random(7));

  @Test
  void pausesDoubleUpToTheBound() {
    Duration whole = LIMITS.firstBackoff();
    for (int i = 0; i < 10; i++) {
      assertThat(backoff.next()).isBetween(whole.dividedBy(2), whole);
      Duration twice = whole.multipliedBy(2);
      whole = twice.compareTo(LIMITS.maxBackoff()) > 0 ? LIMITS.maxBackoff() : twice;
    }
    assertThat(whole).isEqualTo(LIMITS.maxBackoff());
  }

  @Test
  void aSuccessBeginsAgainWithTheFirstPause() {
    for (int i = 0; i < 10; i++) {
      assertThat(backoff.next()).isPositive();
    }

    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(LIMITS.firstBackoff());
  }

  @Test
  void camerasDoNotConnectAtTheSameMoment() {
    Backoff another = new Backoff(LIMITS, new Random(8));

    assertThat(backoff.next()).isNotEqualTo(another.next());
  }
}
