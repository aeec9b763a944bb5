package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.log.ModelRegistryContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry of a service, asked by HTTP. */
class RemoteModelRegistryTest extends ModelRegistryContract {
  private static final String TOKEN = "0123456789abcdef0123";

  @TempDir Path folder;
  private TestService service;

  @Override
  protected synchronized ModelRegistry open(Clock clock, String author) {
    return new RemoteModelRegistry(client(clock, author));
  }

  private RegistryClient client(Clock clock, String author) {
    try {
      if (service == null) {
        Path file =
            TestService.tokens(folder, "# who may write\n%s write %s\n".formatted(author, TOKEN));
        service = new TestService(folder, clock, Optional.of(AccessTokens.read(file)));
        service.store(ARCHIVE);
      }
      return new RegistryClient(service.uri(), Optional.of(TOKEN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Override
  protected void writeByHand(String entry) throws Exception {
    Files.writeString(folder.resolve("log.jsonl"), entry + "\n", StandardOpenOption.APPEND);
  }

  @Test
  void registersNothingWhoseArchiveIsNotThere() {
    registry();

    assertThatThrownBy(
            () -> registry().register("cells", ModelFixtures.manifest("sha256:" + "01".repeat(32))))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("is not stored: upload it");
    assertThat(registry().models()).isEmpty();
  }

  @Test
  void saysWhereNobodyAnswersAndWhatIsNoService() {
    ModelRegistry nobody =
        new RemoteModelRegistry(
            new RegistryClient(URI.create("http://127.0.0.1:1"), Optional.empty()));

    assertThatThrownBy(nobody::models)
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "registry http://127.0.0.1:1: no server answers; check --registry, and that 'models serve'"
                + " runs there");
    assertThatThrownBy(() -> new RegistryClient(URI.create("ftp://models"), Optional.empty()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("expected http://HOST:PORT or https://HOST");
  }
}
