package dev.skipstream.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListenerTest {

  @Test
  void withoutANameItListensToThisMachineAlone() {
    Listener listener = Listener.loopback(9092);

    assertThat(listener.bound()).isEqualTo("127.0.0.1:9092");
    assertThat(listener.advertised()).isEqualTo("127.0.0.1:9092");
  }

  @Test
  void withANameItListensOnEveryInterfaceAndGivesTheName() {
    Listener listener = Listener.advertised("broker", 9092);

    assertThat(listener.bound()).isEqualTo("0.0.0.0:9092");
    assertThat(listener.advertised()).isEqualTo("broker:9092");
  }

  @Test
  void aChosenPortLeavesTheNameAsItIs() {
    assertThat(Listener.advertised("broker", 0).withPort(9094))
        .isEqualTo(Listener.advertised("broker", 9094));
  }
}
