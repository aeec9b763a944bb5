package dev.skipstream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.telemetry.StreamHealth.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class StreamHealthTest {
  private final StreamHealth health = new StreamHealth(List.of(ScriptedDetector.MODEL));

  @Test
  void isReadyOnceModelsAreWarmAndTheStreamRuns() {
    assertThat(health.status()).isEqualTo(Status.STARTING);
    health.warm();
    assertThat(health.status()).isEqualTo(Status.STARTING);
    health.streams(State.REBALANCING);
    assertThat(health.status()).isEqualTo(Status.STARTING);
    health.streams(State.RUNNING);
    assertThat(health.status()).isEqualTo(Status.STARTING);
    health.liveThreads(() -> 1);
    assertThat(health.status()).isEqualTo(Status.READY);
  }

  @Test
  void isNotReadyWithoutALiveStreamThreadWhateverKafkaStreamsSays() {
    AtomicInteger threads = new AtomicInteger(2);
    health.warm();
    health.streams(State.RUNNING);
    health.liveThreads(threads::get);
    assertThat(health.status()).isEqualTo(Status.READY);

    threads.set(0);

    assertThat(health.status()).isEqualTo(Status.STARTING);
  }

  @Test
  void saysWhatItEndedOf() {
    health.failed(StopCause.DEVICE);

    assertThat(health.isLive()).isFalse();
    assertThat(health.stopCause()).isEqualTo(StopCause.DEVICE);
  }

  @Test
  void isNotReadyWhilePartitionsMove() {
    health.warm();
    health.streams(State.RUNNING);
    health.streams(State.REBALANCING);

    assertThat(health.status()).isEqualTo(Status.STARTING);
    assertThat(health.isLive()).isTrue();
  }

  @Test
  void isLiveWhileItDrainsAndNoLongerOnceItHasEnded() {
    health.warm();
    health.streams(State.PENDING_SHUTDOWN);
    assertThat(health.status()).isEqualTo(Status.STOPPING);
    assertThat(health.isLive()).isTrue();

    health.ended();
    assertThat(health.isLive()).isFalse();
  }
}
