package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileFetcherTest extends ImageFetcherContract {
  @TempDir Path parent;
  private Path root;
  private ImageFetcher fetcher;

  @BeforeEach
  void fill() throws Exception {
    root = Files.createDirectories(parent.resolve("images"));
    Files.write(root.resolve("a b.jpg"), new byte[] {1, 2});
    Files.write(parent.resolve("secret.jpg"), new byte[] {3});
    Files.write(Files.createDirectories(parent.resolve("images-2")).resolve("c.jpg"), new byte[1]);
    fetcher = new DatarefFetcher(Fetches.allowing(Duration.ofSeconds(1), root.toUri().toString()));
  }

  @Override
  protected ImageFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected String dataref(String name) {
    return root.resolve(name).toUri().toString();
  }

  @Override
  protected void put(String name, byte[] image) throws IOException {
    Files.write(root.resolve(name), image);
  }

  @Override
  protected String outside() {
    return parent.toUri() + "secret.jpg";
  }

  @Test
  void readsAFileBelowAFolderThatIsItselfALink() throws Exception {
    Path link = Files.createSymbolicLink(parent.resolve("link"), root);
    ImageFetcher linked =
        new DatarefFetcher(Fetches.allowing(Duration.ofSeconds(1), "file:" + link));

    assertThat(linked.fetch(URI.create("file:" + link + "/a%20b.jpg"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images/../secret.jpg",
        "images/%2e%2e/secret.jpg",
        "images/more/../../secret.jpg",
        "images-2/c.jpg",
        "absent.jpg"
      })
  void refusesAPathThatLeadsOut(String path) {
    Fetches.assertRefused(fetcher, parent.toUri() + path, RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void refusesALinkThatLeadsOut() throws Exception {
    Files.createSymbolicLink(root.resolve("link.jpg"), parent.resolve("secret.jpg"));
    Files.createSymbolicLink(root.resolve("up"), parent);

    Fetches.assertRefused(fetcher, root.toUri() + "link.jpg", RejectReason.DATAREF_NOT_ALLOWED);
    Fetches.assertRefused(
        fetcher, root.toUri() + "up/secret.jpg", RejectReason.DATAREF_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:a.jpg", "file://server/a.jpg", "file:///a.jpg?b", "file:///a%00.jpg"})
  void refusesAUriThatNamesNoFileOfThisMachine(String dataref) {
    Fetches.assertRefused(fetcher, dataref, RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void refusesWhatIsNoRegularFile() {
    Fetches.assertRefused(fetcher, root.toUri().toString(), RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void saysThatThereIsNoFileBelowAFile() {
    Fetches.assertRefused(
        fetcher, root.toUri() + "a%20b.jpg/c.jpg", RejectReason.DATAREF_NOT_FOUND);
  }
}
