package dev.skipstream.image.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a fetcher whose store is reached over HTTP: a store can be down, or stall. */
abstract class RemoteFetcherContract extends ImageFetcherContract {

  /**
   * Opens a fetcher that takes its images from this server. The caller closes it.
   *
   * @param timeout for one image
   */
  protected abstract ImageFetcher fetcherOf(URI server, Duration timeout);

  /** Returns the URI of an image that {@link #fetcherOf} may fetch from this server. */
  protected abstract String datarefOf(URI server);

  @Test
  void callsAStoreThatIsDownTransient() throws Exception {
    URI closedPort = URI.create("http://localhost:" + freePort());

    try (ImageFetcher down = fetcherOf(closedPort, PATIENCE)) {
      Fetches.assertTransient(down, datarefOf(closedPort));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void doesNotWaitForAStoreThatStallsBeforeOrWithinABody(boolean within) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.setExecutor(threads);
    silent.createContext("/", exchange -> stall(exchange, within, end));
    silent.start();
    URI server = URI.create("http://localhost:" + silent.getAddress().getPort());
    try (ImageFetcher stalled = fetcherOf(server, Duration.ofMillis(700))) {
      Fetches.assertRefused(stalled, datarefOf(server), RejectReason.DATAREF_TIMEOUT);
    } finally {
      end.countDown();
      silent.stop(0);
      threads.shutdownNow();
    }
  }

  private static void stall(HttpExchange exchange, boolean within, CountDownLatch end)
      throws IOException {
    if (within) {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
    }
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
