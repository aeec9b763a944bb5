package dev.skipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.topology.StreamHealth.Status;
import java.util.List;
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
    assertThat(health.status()).isEqualTo(Status.READY);
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
