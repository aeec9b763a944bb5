package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import com.sun.net.httpserver.HttpServer;
import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a server that speaks S3, in this process. */
class S3FetcherTest {
  private static final List<String> PROPERTIES =
      List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey");

  private static LocalS3 store;
  private static URI endpoint;
  private static ImageFetcher fetcher;

  @BeforeAll
  static void start() throws Exception {
    PROPERTIES.forEach(property -> System.setProperty(property, "test"));
    store = LocalS3.builder().port(freePort()).mode(LocalS3Mode.IN_MEMORY).build();
    store.start();
    endpoint = URI.create("http://localhost:" + store.getPort());
    try (S3Client client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .build()) {
      for (String bucket : List.of("frames", "private")) {
        client.createBucket(request -> request.bucket(bucket));
        put(client, bucket, "lobby-1/a b.jpg", 2);
        put(client, bucket, "lobby-1/largest.jpg", Fetches.MAX_BYTES);
        put(client, bucket, "lobby-1/larger.jpg", Fetches.MAX_BYTES + 1);
        put(client, bucket, "gate/c.jpg", 1);
      }
    }
    fetcher = fetcher(endpoint);
  }

  @AfterAll
  static void stop() {
    fetcher.close();
    store.shutdown();
    PROPERTIES.forEach(System::clearProperty);
  }

  @Test
  void getsAnObjectBelowAnAllowedPrefix() throws Exception {
    assertThat(fetcher.fetch(URI.create("s3://frames/lobby-1/a%20b.jpg"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://private/lobby-1/a%20b.jpg",
        "s3://frames/gate/c.jpg",
        "s3://frames-2/lobby-1/a.jpg",
        "s3:///lobby-1/a.jpg",
        "s3:frames"
      })
  void refusesAnotherBucketOrPrefix(String dataref) {
    Fetches.assertRefused(fetcher, dataref, RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void saysThatThereIsNoSuchObject() {
    Fetches.assertRefused(
        fetcher, "s3://frames/lobby-1/absent.jpg", RejectReason.DATAREF_NOT_FOUND);
  }

  @Test
  void takesTheLargestObjectAndRefusesALargerOne() throws Exception {
    assertThat(fetcher.fetch(URI.create("s3://frames/lobby-1/largest.jpg")))
        .hasSize(Fetches.MAX_BYTES);
    Fetches.assertRefused(fetcher, "s3://frames/lobby-1/larger.jpg", RejectReason.IMAGE_TOO_LARGE);
  }

  @Test
  void callsAStoreThatIsDownTransient() throws Exception {
    try (ImageFetcher down = fetcher(URI.create("http://localhost:" + freePort()))) {
      Fetches.assertTransient(down, "s3://frames/lobby-1/a.jpg");
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
    silent.createContext(
        "/",
        exchange -> {
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
        });
    silent.start();
    try (ImageFetcher stalled =
        fetcher(URI.create("http://localhost:" + silent.getAddress().getPort()))) {
      Fetches.assertRefused(stalled, "s3://frames/lobby-1/a.jpg", RejectReason.DATAREF_TIMEOUT);
    } finally {
      end.countDown();
      silent.stop(0);
      threads.shutdownNow();
    }
  }

  private static ImageFetcher fetcher(URI endpoint) {
    return new DatarefFetcher(
        new FetchSettings(
            List.of(URI.create("s3://frames/lobby-")),
            Fetches.MAX_BYTES,
            Duration.ofSeconds(2),
            Optional.of(endpoint)));
  }

  private static void put(S3Client client, String bucket, String key, int bytes) {
    client.putObject(
        request -> request.bucket(bucket).key(key), RequestBody.fromBytes(new byte[bytes]));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
