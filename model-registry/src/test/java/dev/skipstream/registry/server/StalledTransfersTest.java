package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.artifact.ArtifactCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that begin a transfer and then stop, as one whose machine was put to sleep. */
class StalledTransfersTest {
  private static final int CLIENTS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  @TempDir Path cache;
  private final List<Socket> sockets = new ArrayList<>();
  private TestService service;
  private String digest;

  @BeforeEach
  void storeALargeArchive() throws IOException {
    start(TransferLimits.DEFAULT);
    digest = service.store(new byte[16 << 20]); // more than the buffers between two sockets hold
  }

  private void start(TransferLimits limits) throws IOException {
    service = new TestService(folder, Clock.systemUTC(), Optional.empty(), "127.0.0.1", limits);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    service.close();
  }

  /** Opens as many stalled requests of one kind as would occupy every thread of the server. */
  @ParameterizedTest
  @ValueSource(strings = {"upload", "download", "body"})
  void healthAndReadsAnswerBesideThreeHundredStalledTransfers(String kind) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      stall(kind);
    }
    await().atMost(PATIENCE).until(() -> refused() >= CLIENTS - 64);

    for (String path : List.of("/health/live", "/v1/models", "/openapi.json", "/v1/changes")) {
      assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aTransferThatFindsNoPlaceIsToldWhenToTryAgain() throws Exception {
    service.close();
    start(new TransferLimits(1, 1, Duration.ofMinutes(5)));
    Socket first = stall("download");
    // It has the place before another asks.
    await().atMost(PATIENCE).until(() -> first.getInputStream().available() > 0);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var answer = service.get("/v1/artifacts/sha256:" + "0".repeat(64));
              assertThat(answer.statusCode()).isEqualTo(503);
              assertThat(answer.headers().firstValue("Retry-After")).hasValue("300");
              assertThat(answer.body())
                  .contains("all 1 transfers of archives are in use: try again in a while");
            });
    assertThat(service.get("/v1/models").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"upload", "download", "trickle"})
  void aSlowTransferIsEndedAndAClientThatWaitsGetsItsPlace(String kind) throws Exception {
    service.close();
    start(new TransferLimits(1, 100_000, Duration.ofSeconds(1)));
    Socket slow = stall(kind.equals("trickle") ? "upload" : kind);
    RemoteArtifactStore store =
        new RemoteArtifactStore(
            new RegistryClient(service.uri(), Optional.empty()),
            new ArtifactCache(cache, 100_000_000));
    Thread drip = new Thread(() -> drip(slow));
    if (kind.equals("trickle")) {
      drip.start();
    }

    // Small, so that a machine that is busy with others does not make this client a slow one.
    String stored = service.store(new byte[] {1, 2, 3});
    assertThat(Digests.of(store.fetch(stored))).isEqualTo(stored);

    Path archive = Files.writeString(folder.resolve("small.pt"), kind);
    String other = Digests.of(archive);
    store.put(archive, other);
    assertThat(store.fetch(other)).hasContent(kind);
    drip.join();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().contains("import-"))).isEmpty();
    }
  }

  /** Sends a byte now and then, until the service has closed the connection. */
  private static void drip(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write('x');
        Thread.sleep(50);
      }
    } catch (IOException e) {
      // It was ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins a request that never goes on. */
  private Socket stall(String kind) throws IOException {
    String request =
        switch (kind) {
          case "upload" ->
              "PUT /v1/artifacts/sha256:%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\nabc"
                  .formatted("0".repeat(64));
          case "download" ->
              "GET /v1/artifacts/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(digest);
          default ->
              String.join(
                  "\r\n",
                  "POST /v1/models/cells/versions HTTP/1.1",
                  "Host: localhost",
                  "Content-Type: application/json",
                  "Content-Length: 1000",
                  "",
                  "{");
        };
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), service.server().port()));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    sockets.add(socket);
    return socket;
  }

  /** Returns the number of clients that the server has rejected for lack of capacity. */
  private long refused() throws IOException {
    long refused = 0;
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() > 12) {
        refused++;
      }
    }
    return refused;
  }
}
