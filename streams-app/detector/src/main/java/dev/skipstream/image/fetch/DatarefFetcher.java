package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Fetches from the places that the settings allow, each scheme by its own protocol. */
public final class DatarefFetcher implements ImageFetcher {
  private final ImageFetcher files;
  private final ImageFetcher http;
  private final ImageFetcher s3;

  /** Reaches for nothing yet: a store that is down is found out by the first fetch. */
  public DatarefFetcher(FetchSettings settings) {
    List<URI> folders = settings.allowed("file");
    List<URI> origins = settings.allowed("http", "https");
    List<URI> buckets = settings.allowed("s3");
    files =
        folders.isEmpty()
            ? off("file", "file:/FOLDER")
            : new FileFetcher(folders.stream().map(Path::of).toList(), settings.maxBytes());
    http =
        origins.isEmpty()
            ? off("http", "https://HOST")
            : new HttpFetcher(origins, settings.maxBytes(), settings.timeout());
    s3 = buckets.isEmpty() ? off("s3", "s3://BUCKET") : S3Fetcher.connect(settings, buckets);
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    return switch (FetchSettings.schemeOf(dataref)) {
      case "file" -> files.fetch(dataref);
      case "http", "https" -> http.fetch(dataref);
      case "s3" -> s3.fetch(dataref);
      default ->
          throw Refusals.notAllowed(dataref, "expected a URI of scheme file, http, https or s3");
    };
  }

  private static ImageFetcher off(String scheme, String place) {
    return dataref -> {
      throw Refusals.notAllowed(
          dataref,
          "nothing of scheme %s is allowed; allow %s where it should be".formatted(scheme, place));
    };
  }

  @Override
  public void close() {
    s3.close();
    http.close();
    files.close();
  }
}
