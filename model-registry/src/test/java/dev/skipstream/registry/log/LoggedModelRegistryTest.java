package dev.skipstream.registry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry in a folder. */
class LoggedModelRegistryTest extends ModelRegistryContract {
  @TempDir Path folder;

  @Override
  protected ModelRegistry open(Clock clock, String author) {
    return LoggedModelRegistry.inFolder(folder, clock, author);
  }

  @Override
  protected void writeByHand(String entry) throws Exception {
    Files.writeString(
        folder.resolve("log.jsonl"),
        entry + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void writesNothingToLookAtAFolderThatIsNoRegistryYet() {
    Path absent = folder.resolve("absent");

    assertThat(LoggedModelRegistry.inFolder(absent, Clock.systemUTC(), "ann").models()).isEmpty();
    assertThat(absent).doesNotExist();
  }

  @Test
  void overwritesTheHalfLineOfAWriterThatDied() throws Exception {
    registry().register("cells", MANIFEST);
    Files.writeString(
        folder.resolve("log.jsonl"), "{\"revision\":1,\"at\":\"20", StandardOpenOption.APPEND);

    assertThat(registry().model("cells").versions()).hasSize(1);
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(2);
    assertThat(registry().model("cells").versions())
        .extracting(ModelVersion::version)
        .containsExactly(1, 2);
  }

  @Test
  void saysInWhichLineAnEntryIsThatItCannotRead() throws Exception {
    registry().register("cells", MANIFEST);
    writeByHand("{\"revision\":1,\"command\":\"register\"}");

    assertThatThrownBy(() -> registry().models())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("log.jsonl line 2: expected an entry of the registry's log");
  }
}
