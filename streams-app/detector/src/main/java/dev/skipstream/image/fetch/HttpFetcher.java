package dev.skipstream.image.fetch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.skipstream.image.header.InvalidImageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Gets images from the allowed origins. Redirects are followed by hand, each checked as the first
 * URI was; the time limit spans all of them and the body.
 */
final class HttpFetcher implements ImageFetcher {
  static final FetchProtocol PROTOCOL =
      new FetchProtocol(
          List.of("http", "https"),
          "https://HOST",
          "http(s)://HOST[:PORT] without a path",
          place ->
              place.getHost() != null
                  && place.getUserInfo() == null
                  && (place.getPath().isEmpty() || place.getPath().equals("/")),
          (settings, places) -> new HttpFetcher(places, settings.maxBytes(), settings.timeout()));

  private static final int MAX_REDIRECTS = 5;

  private final List<String> origins;
  private final int maxBytes;
  private final Duration timeout;
  private final HttpClient client;

  HttpFetcher(List<URI> origins, int maxBytes, Duration timeout) {
    this.origins = origins.stream().map(HttpFetcher::originOf).toList();
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI uri = dataref;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      requireAllowed(dataref, uri);
      HttpResponse<byte[]> response = get(dataref, uri, deadline);
      int status = response.statusCode();
      if (status == 200) {
        return response.body();
      }
      if (status < 300 || status > 308 || status == 304) {
        throw failure(dataref, status);
      }
      uri = target(dataref, uri, response);
    }
    throw Refusals.refused(dataref, "more than %d redirects".formatted(MAX_REDIRECTS));
  }

  private void requireAllowed(URI dataref, URI uri) throws InvalidImageException {
    if (uri.getHost() == null || !origins.contains(originOf(uri))) {
      throw Refusals.notAllowed(
          dataref,
          uri.equals(dataref)
              ? "its host is not among the allowed ones"
              : "redirects to %s, which is not allowed".formatted(uri));
    }
  }

  private HttpResponse<byte[]> get(URI dataref, URI uri, long deadline)
      throws InvalidImageException, TransientFetchException {
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", "image/*").build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new BoundedBody(info.headers(), maxBytes));
    try {
      return answer.get(deadline - System.nanoTime(), NANOSECONDS);
    } catch (TimeoutException e) {
      throw Refusals.timeout(dataref, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFetchException("ce_dataref %s: interrupted".formatted(dataref), e);
    } catch (ExecutionException e) {
      throw translated(dataref, e.getCause());
    } finally {
      // Ends the exchange where it still runs; on one that is done it does nothing.
      answer.cancel(true);
    }
  }

  private TransientFetchException translated(URI dataref, Throwable cause)
      throws InvalidImageException {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof BoundedBody.TooLargeException) {
        throw Refusals.tooLarge(dataref, maxBytes);
      }
      if (t instanceof HttpTimeoutException) {
        throw Refusals.timeout(dataref, timeout);
      }
    }
    return new TransientFetchException("ce_dataref %s: %s".formatted(dataref, cause), cause);
  }

  /**
   * Returns the failure of a transient error, such as one of the server. Throws for a permanent
   * one.
   */
  private static TransientFetchException failure(URI dataref, int status)
      throws InvalidImageException {
    if (status == 404 || status == 410) {
      throw Refusals.notFound(dataref);
    }
    if (status >= 500 || status == 429 || status == 408) {
      return new TransientFetchException("ce_dataref %s: status %d".formatted(dataref, status));
    }
    throw Refusals.refused(dataref, "status " + status);
  }

  private static URI target(URI dataref, URI from, HttpResponse<?> response)
      throws InvalidImageException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      if (!location.isEmpty()) {
        return from.resolve(location);
      }
    } catch (IllegalArgumentException e) {
      // Said below, as is a redirect to nowhere.
    }
    throw Refusals.refused(
        dataref, "status %d with Location '%s'".formatted(response.statusCode(), location));
  }

  /** Scheme, host and port, in the one form that can be compared. */
  private static String originOf(URI uri) {
    String scheme = FetchProtocols.schemeOf(uri);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
