package dev.skipstream.stream.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IsolationTest {
  private final Isolation isolation = new Isolation();

  @Test
  void ordinaryWorkRunsTogether() {
    assertThat(isolation.enter(false)).isDone();
    assertThat(isolation.enter(false)).isDone();
  }

  @Test
  void aSuspectWaitsForThoseBeforeItAndNobodyJoinsIt() {
    assertThat(isolation.enter(false)).isDone();
    CompletableFuture<Void> suspect = isolation.enter(true);
    CompletableFuture<Void> later = isolation.enter(false);
    assertThat(suspect).isNotDone();

    isolation.leave();
    assertThat(suspect).isDone();
    assertThat(later).isNotDone();

    isolation.leave();
    assertThat(later).isDone();
  }

  @Test
  void suspectsRunOneByOne() {
    CompletableFuture<Void> first = isolation.enter(true);
    CompletableFuture<Void> second = isolation.enter(true);

    assertThat(first).isDone();
    assertThat(second).isNotDone();
    isolation.leave();
    assertThat(second).isDone();
  }
}
