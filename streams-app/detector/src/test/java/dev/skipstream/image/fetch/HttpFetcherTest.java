package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest extends RemoteFetcherContract {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger forbiddenRequests = new AtomicInteger();
  private HttpServer server;
  private HttpServer elsewhere;
  private ImageFetcher fetcher;

  @BeforeEach
  void start() throws Exception {
    elsewhere = server();
    elsewhere.createContext("/", exchange -> forbiddenRequests.incrementAndGet());
    server = server();
    server.createContext("/image", exchange -> answer(exchange, 200, new byte[] {1, 2}));
    fetcher = new DatarefFetcher(Fetches.allowing(PATIENCE, base(server)));
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.stop(0);
    elsewhere.stop(0);
    threads.shutdownNow();
  }

  @Override
  protected ImageFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected String dataref(String name) {
    return base(server) + "/" + name.replace(" ", "%20");
  }

  @Override
  protected void put(String name, byte[] image) {
    server.createContext("/" + name, exchange -> answer(exchange, 200, image));
  }

  @Override
  protected String outside() {
    return base(elsewhere) + "/image";
  }

  @Override
  protected ImageFetcher fetcherOf(URI server, Duration timeout) {
    return new DatarefFetcher(Fetches.allowing(timeout, server.toString()));
  }

  @Override
  protected String datarefOf(URI server) {
    return server + "/image";
  }

  @Test
  void refusesAnotherPortOfAnAllowedHost() {
    Fetches.assertRefused(fetcher, base(elsewhere) + "/image", RejectReason.DATAREF_NOT_ALLOWED);
    assertThat(forbiddenRequests).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://%s/image",
        "http://%s@evil.example/image",
        "http://evil.example/%s/image",
        "http:image"
      })
  void refusesAUriThatOnlyLooksAllowed(String pattern) {
    Fetches.assertRefused(
        fetcher,
        pattern.formatted(base(server).substring("http://".length())),
        RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void followsARedirectWithinTheAllowList() throws Exception {
    redirect("/old", "/image");

    assertThat(fetcher.fetch(uri("/old"))).hasSize(2);
  }

  @Test
  void refusesARedirectThatLeavesTheAllowList() {
    redirect("/out", base(elsewhere) + "/image");

    Fetches.assertRefused(fetcher, uri("/out").toString(), RejectReason.DATAREF_NOT_ALLOWED);
    assertThat(forbiddenRequests).hasValue(0);
  }

  @Test
  void refusesARedirectToAFile() {
    redirect("/file", "file:///etc/hostname");

    Fetches.assertRefused(fetcher, uri("/file").toString(), RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void refusesToGoRoundInCircles() {
    redirect("/round", "/round");

    Fetches.assertRefused(fetcher, uri("/round").toString(), RejectReason.DATAREF_REFUSED);
  }

  @Test
  void refusesARedirectToNowhere() {
    server.createContext("/nowhere", exchange -> answer(exchange, 302, new byte[0]));

    Fetches.assertRefused(fetcher, uri("/nowhere").toString(), RejectReason.DATAREF_REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "404, DATAREF_NOT_FOUND",
    "410, DATAREF_NOT_FOUND",
    "403, DATAREF_REFUSED",
    "401, DATAREF_REFUSED",
    "204, DATAREF_REFUSED"
  })
  void tellsAnAnswerThatWillStayByItsReason(int status, RejectReason reason) {
    server.createContext("/status", exchange -> answer(exchange, status, new byte[0]));

    Fetches.assertRefused(fetcher, uri("/status").toString(), reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void tellsAnAnswerThatMayPass(int status) {
    server.createContext("/status", exchange -> answer(exchange, status, new byte[0]));

    Fetches.assertTransient(fetcher, uri("/status").toString());
  }

  @Test
  void refusesAnImageWhoseHeaderAnnouncesTooMuch() {
    server.createContext("/large", exchange -> answer(exchange, 200, new byte[100_000]));

    Fetches.assertRefused(fetcher, uri("/large").toString(), RejectReason.IMAGE_TOO_LARGE);
  }

  @Test
  void hangsUpOnAnImageThatDoesNotSayHowLargeItIs() {
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(new byte[Fetches.MAX_BYTES / 2]);
            }
          }
        });

    Fetches.assertRefused(fetcher, uri("/endless").toString(), RejectReason.IMAGE_TOO_LARGE);
  }

  private void redirect(String path, String location) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          answer(exchange, 302, new byte[0]);
        });
  }

  private HttpServer server() throws IOException {
    HttpServer created =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    created.setExecutor(threads);
    created.start();
    return created;
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private URI uri(String path) {
    return URI.create(base(server) + path);
  }

  private static String base(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }
}
