package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers that do not read: more of them than the server has threads. */
class SlowViewersTest {
  private static final int SLOW = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<Socket> sockets = new ArrayList<>();
  private Console console;

  @BeforeEach
  void start() throws IOException {
    console =
        Console.start(
            new ConsoleSettings(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                () -> {
                  throw new BrokerException("this test has no broker");
                },
                new ConsoleTopics(
                    List.of(TopicNames.of("images")), "shadow", "truth", "status", "replays"),
                Optional.empty(),
                operator -> registry()));
  }

  private ModelRegistry registry() {
    return RegistryLocation.of(folder.toString()).open();
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    console.close();
  }

  private Socket open(String path) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(2_048);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console.port()));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A frame of 200 KB: a few of them fill the buffers of a connection. */
  private static FrameView large(long offset) {
    return new FrameView(
        "street-1",
        "id",
        "images",
        0,
        offset,
        offset,
        640,
        480,
        Optional.empty(),
        "street/1",
        1,
        Collections.nCopies(3_000, new FrameView.Box("car", 0.9, 1, 2, 3, 4)),
        List.of(),
        List.of());
  }

  @Test
  void holdNoThreadAndAFastViewerGetsEachFrameMeanwhile() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      open("/events");
    }
    await().atMost(LIMIT).until(() -> console.viewers() == SLOW);
    for (long offset = 0; offset < 12; offset++) {
      long next = offset;
      console.board().frame(large(next));
      // The ticker has taken it when a new message has been made of it.
      await().atMost(LIMIT).until(() -> console.board().isOffered(next));
    }
    Socket fast = open("/events");
    console.board().frame(large(1_000));
    BufferedReader events =
        new BufferedReader(new InputStreamReader(fast.getInputStream(), StandardCharsets.UTF_8));
    fast.setSoTimeout((int) LIMIT.toMillis());
    String line = events.readLine();
    while (!line.contains("\"offset\":1000,")) {
      line = events.readLine();
      assertThat(line).isNotNull();
    }
    // With a thread for each viewer that does not read, no thread would be left for this.
    Socket page = open("/");
    page.setSoTimeout((int) LIMIT.toMillis());
    assertThat(
            new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8))
                .readLine())
        .contains("200");
  }

  @Test
  void areForgottenWhenTheyLeave() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      open("/events");
    }
    await().atMost(LIMIT).until(() -> console.viewers() == SLOW);
    for (Socket socket : sockets) {
      socket.close();
    }
    await().atMost(LIMIT).until(() -> console.viewers() == 0);
  }
}
