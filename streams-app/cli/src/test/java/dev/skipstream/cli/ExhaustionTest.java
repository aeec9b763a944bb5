package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ExhaustionTest {
  @Test
  void usedUpDescriptorsAreNamedWithTheRemedyWhereverTheyShow() {
    Throwable failure =
        new IllegalStateException(
            "no socket", new IOException("/data/a: Too many open files in system"));

    assertThat(Exhaustion.messageOf(failure).orElseThrow())
        .startsWith("the process has used up its file descriptors, ")
        .endsWith("raise the limit with ulimit -n");
  }

  @Test
  void aFullDiskIsNamedWithTheFolders() {
    Throwable failure = new UncheckedIOException(new IOException("No space left on device"));

    assertThat(Exhaustion.messageOf(failure).orElseThrow())
        .startsWith("a disk is full (")
        .contains("No space left on device")
        .endsWith(System.getProperty("java.io.tmpdir"));
  }

  @Test
  void usedUpMemoryIsNamedWithTheSetting() {
    assertThat(Exhaustion.messageOf(new OutOfMemoryError("Java heap space")).orElseThrow())
        .contains("Java heap space", "-Xmx");
  }

  /** Descriptors are left: a class that is not there is a defect. */
  @Test
  void aDefectIsNoExhaustion() {
    assertThat(Exhaustion.messageOf(new NoClassDefFoundError("dev/skipstream/Absent"))).isEmpty();
    assertThat(Exhaustion.messageOf(new IllegalStateException())).isEmpty();
  }
}
