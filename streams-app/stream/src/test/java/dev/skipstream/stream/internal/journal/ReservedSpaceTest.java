package dev.skipstream.stream.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedSpaceTest {
  private static final int BYTES = 160 << 10;
  private static final int BLOCK = 512;

  @TempDir Path folder;

  @Test
  void aFileWithAHoleGetsAllItsBlocksAndKeepsItsContent() throws Exception {
    Path path = folder.resolve("in-flight-0");
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.setLength(BYTES);
      sparse.seek(BYTES - 1);
      sparse.write(7);
    }
    assertThat(allocated(path)).isLessThan(BYTES);

    reserve(path);

    assertThat(allocated(path)).isGreaterThanOrEqualTo(BYTES);
    byte[] content = Files.readAllBytes(path);
    assertThat(content).hasSize(BYTES);
    assertThat(content[BYTES - 1]).isEqualTo((byte) 7);
    assertThat(content[0]).isZero();
  }

  @Test
  void aJournalLeavesNoHole() throws Exception {
    CrashJournal.reserve(folder);

    assertThat(allocated(folder.resolve("in-flight-0"))).isGreaterThanOrEqualTo(BYTES);
  }

  @Test
  void toReserveALeftJournalKeepsItsSuspects() throws Exception {
    Position one = new Position(new org.apache.kafka.common.Uuid(1, 2), 3, 4);
    Crashes.at(folder, one, 2);

    CrashJournal.reserve(folder);

    try (CrashJournal journal = CrashJournal.open(folder)) {
      assertThat(Suspects.of(journal).of(one)).isEqualTo(Suspicion.RUN_ALONE);
    }
  }

  /** The device refuses every write, as a full disk does. */
  @Test
  void aFullDiskIsReportedWithTheFileAndTheSpace() {
    assertThatThrownBy(() -> reserve(Path.of("/dev/full")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/dev/full needs %d bytes on its disk, which has ".formatted(BYTES))
        .hasMessageEndingWith("free (No space left on device)");
  }

  private static void reserve(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ReservedSpace.reserve(file, path, BYTES);
    }
  }

  /** Bytes that a file has on disk, as coreutils tell. */
  private static long allocated(Path path) throws IOException, InterruptedException {
    Process stat = new ProcessBuilder("stat", "--format=%b", path.toString()).start();
    String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    stat.waitFor();
    return Long.parseLong(blocks.strip()) * BLOCK;
  }
}
