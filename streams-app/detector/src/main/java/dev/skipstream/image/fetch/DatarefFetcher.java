package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fetches from the places that the settings allow, each scheme by its own protocol. */
public final class DatarefFetcher implements ImageFetcher {
  private final FetchProtocols protocols;
  private final Map<FetchProtocol, ImageFetcher> fetchers = new LinkedHashMap<>();

  /** Connects to nothing yet: the first fetch finds a store that is down. */
  public DatarefFetcher(FetchSettings settings) {
    protocols = settings.protocols();
    for (FetchProtocol protocol : protocols.all()) {
      List<URI> places = settings.allowed(protocol);
      fetchers.put(
          protocol, places.isEmpty() ? off(protocol) : protocol.opens().open(settings, places));
    }
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    FetchProtocol protocol =
        protocols
            .of(dataref)
            .orElseThrow(
                () ->
                    Refusals.notAllowed(
                        dataref, "expected a URI of scheme " + protocols.listedSchemes()));
    return fetchers.get(protocol).fetch(dataref);
  }

  private static ImageFetcher off(FetchProtocol protocol) {
    return dataref -> {
      throw Refusals.notAllowed(
          dataref,
          "nothing of scheme %s is allowed; allow %s where it should be"
              .formatted(protocol.schemes().get(0), protocol.example()));
    };
  }

  @Override
  public void close() {
    fetchers.values().forEach(ImageFetcher::close);
  }
}
