package dev.skipstream.registry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry in a folder whose disk is full, or was when a writer wrote. */
class FullDiskTest {
  private static final String NOT_ASCII = "Zoë 東京 🚗";

  @TempDir Path folder;
  private Path file;
  private LoggedModelRegistry registry;

  @BeforeEach
  void registerAVersion() {
    file = folder.resolve("log.jsonl");
    registry = LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), NOT_ASCII);
    registry.register("cells", ModelRegistryContract.MANIFEST);
  }

  @Test
  void theLogEndsAtItsLastWholeLineWhereverTheNextOneWasCut() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    registry.tag("cells", 1, "where", NOT_ASCII);
    byte[] both = Files.readAllBytes(file);
    for (int length = whole.length + 1; length < both.length; length++) {
      Files.write(file, Arrays.copyOf(both, length));
      assertThat(registry.revision()).as("cut after %d bytes", length).isEqualTo(1);
      registry.tag("cells", 1, "again", NOT_ASCII);
      assertThat(registry.model("cells").tagsOf(1)).containsOnlyKeys("again");
      assertThat(aside()).hasSize(1);
      assertThat(aside().get(0)).hasBinaryContent(Arrays.copyOfRange(both, whole.length, length));
      Files.delete(aside().get(0));
      Files.write(file, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, Integer.MAX_VALUE})
  void aWriteThatFailsLeavesNothingBehind(int written) throws Exception {
    byte[] before = Files.readAllBytes(file);
    FileLog full = new FileLog(file, (channel, bytes) -> writeUntilFull(channel, bytes, written));

    assertThatThrownBy(() -> full.append(entry(1)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "registry %s: cannot be read or written (No space left on device), and nothing was changed; check the folder, its permissions and the free space"
                .formatted(file));

    assertThat(file).hasBinaryContent(before);
    assertThat(aside()).isEmpty();
    assertThat(new FileLog(file).append(entry(1))).isTrue();
    assertThat(registry.resolve(ModelRef.of("cells", 1)).name()).isEqualTo("cells");
  }

  @Test
  void aWholeLineThatIsNotUtf8IsNamed() throws Exception {
    Files.write(file, new byte[] {'{', (byte) 0xc3, '}', '\n'}, StandardOpenOption.APPEND);

    assertThatThrownBy(registry::models)
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("log.jsonl line 2: expected an entry")
        .hasMessageContaining("not UTF-8");
  }

  /** Simulates a full disk: accepts a number of bytes, and then fails with the error of Linux. */
  private static void writeUntilFull(FileChannel channel, ByteBuffer bytes, int most)
      throws IOException {
    bytes.limit(Math.min(most, bytes.limit()));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    throw new IOException("No space left on device");
  }

  private static LogEntry entry(long revision) {
    return new LogEntry(
        revision, Instant.EPOCH, NOT_ASCII, new RegistryCommand.Tag("cells", 1, "a", NOT_ASCII));
  }

  private List<Path> aside() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> path.getFileName().toString().contains("torn")).toList();
    }
  }
}
