package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.RejectReason;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A small fetch scheme: one protocol, added to the others in one place, keeps the contract. */
class AddedSchemeTest extends ImageFetcherContract {
  private static final Map<String, byte[]> SHELVES = new ConcurrentHashMap<>();

  /** Images in this process, as {@code memory:/SHELF/NAME}. */
  private static final FetchProtocol MEMORY =
      new FetchProtocol(
          List.of("memory"),
          "memory:/SHELF",
          "memory:/SHELF",
          place -> place.getAuthority() == null && place.getPath() != null,
          AddedSchemeTest::memory);

  private static final FetchProtocols WITH_MEMORY = FetchProtocols.bundled().with(MEMORY);

  private static ImageFetcher memory(FetchSettings settings, List<URI> places) {
    return dataref -> {
      if (Thread.currentThread().isInterrupted()) {
        throw new TransientFetchException("ce_dataref %s: interrupted".formatted(dataref));
      }
      if (places.stream().noneMatch(at -> dataref.getPath().startsWith(at.getPath() + "/"))) {
        throw Refusals.notAllowed(dataref, "its shelf is not among the allowed ones");
      }
      byte[] image = SHELVES.get(dataref.getPath());
      if (image == null) {
        throw Refusals.notFound(dataref);
      }
      if (image.length > settings.maxBytes()) {
        throw Refusals.tooLarge(dataref, settings.maxBytes());
      }
      return image;
    };
  }

  @Override
  protected ImageFetcher fetcher() {
    return new DatarefFetcher(settings("memory:/lobby"));
  }

  @Override
  protected String dataref(String name) {
    return "memory:/lobby/" + name.replace(" ", "%20");
  }

  @Override
  protected void put(String name, byte[] image) {
    SHELVES.put("/lobby/" + name, image);
  }

  @Override
  protected String outside() {
    SHELVES.put("/private/a.jpg", new byte[] {3});
    return "memory:/private/a.jpg";
  }

  @Test
  void isNamedWhereNoneOfItsPlacesIsAllowed() {
    try (ImageFetcher fetcher = new DatarefFetcher(settings("file:/data"))) {
      Fetches.assertRefused(fetcher, "memory:/lobby/a.jpg", RejectReason.DATAREF_NOT_ALLOWED);
      assertThatThrownBy(() -> fetcher.fetch(URI.create("memory:/lobby/a.jpg")))
          .hasMessageContaining("nothing of scheme memory is allowed; allow memory:/SHELF");
      assertThatThrownBy(() -> fetcher.fetch(URI.create("ftp://lobby/a.jpg")))
          .hasMessageContaining("expected a URI of scheme file, http, https, s3 or memory");
    }
    assertThatThrownBy(() -> settings("memory://lobby/a"))
        .hasMessage(
            "'memory://lobby/a' is no place to allow: expected file:/FOLDER,"
                + " http(s)://HOST[:PORT] without a path, s3://BUCKET[/PREFIX], or memory:/SHELF");
  }

  @Test
  void doesNotReplaceAnother() {
    FetchProtocol another =
        new FetchProtocol(List.of("s3"), "s3:", "s3:", place -> true, AddedSchemeTest::memory);

    assertThatThrownBy(() -> WITH_MEMORY.with(another))
        .hasMessage(
            "scheme s3 has a protocol already: expected one other than file, http, https, s3 or"
                + " memory");
  }

  private static FetchSettings settings(String place) {
    return new FetchSettings(
        List.of(URI.create(place)), Fetches.MAX_BYTES, PATIENCE, Optional.empty(), WITH_MEMORY);
  }
}
