package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

class PublishProgressTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private long nanos = 3_000;

  @Test
  void writesOneLineAMinuteWhereThereIsNoTerminal() {
    try (PublishProgress progress = lines(OptionalLong.of(3_000))) {
      for (int i = 0; i < 1_210; i++) {
        nanos += Duration.ofMillis(100).toNanos();
        progress.published(50_000);
      }
    }

    assertThat(log.toString(UTF_8).lines())
        .containsExactly(
            "publish: 600 of 3000 frames, 10.0/s, 30.0 MB, 0:04:00 left",
            "publish: 1200 of 3000 frames, 10.0/s, 60.0 MB, 0:03:00 left");
  }

  @Test
  void catchesUpWithOneLineAfterALongPause() {
    try (PublishProgress progress = lines(OptionalLong.empty())) {
      nanos += Duration.ofMinutes(10).toNanos();
      progress.published(1_000_000);
      progress.published(1_000_000);
    }

    assertThat(log.toString(UTF_8).lines()).containsExactly("publish: 1 frames, 0.0/s, 1.0 MB");
  }

  @Test
  void showsFramesRateTimeLeftAndBytesAtATerminal() {
    List<String> painted = new ArrayList<>();
    try (PublishProgress progress =
        new PublishProgress(
            OptionalLong.of(4),
            Optional.of(
                PublishProgress.bar(
                    OptionalLong.of(4), new DelegatingProgressBarConsumer(painted::add, 120))),
            new PrintStream(log, true, UTF_8),
            () -> nanos)) {
      progress.published(1_500_000);
      progress.published(1_500_000);
    }

    assertThat(painted.get(painted.size() - 1))
        .contains("publish", "50%", "2/4", "/s", "3.0 MB")
        .containsPattern("\\d:\\d\\d:\\d\\d / \\d:\\d\\d:\\d\\d");
    assertThat(log.size()).isZero();
  }

  private PublishProgress lines(OptionalLong expected) {
    return new PublishProgress(
        expected, Optional.empty(), new PrintStream(log, true, UTF_8), () -> nanos);
  }
}
