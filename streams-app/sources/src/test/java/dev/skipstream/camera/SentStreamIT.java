package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads the streams of encoders that are no cameras: HLS, and MPEG-TS over UDP and SRT. */
@Timeout(300)
class SentStreamIT {
  private static final int FRAMES = 20;

  @TempDir Path folder;
  private final Recorded recorded = new Recorded();

  @Test
  void readsSegmentsOfHls() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
          boolean found = Files.exists(file);
          exchange.sendResponseHeaders(found ? 200 : 404, found ? 0 : -1);
          try (OutputStream out = exchange.getResponseBody()) {
            if (found) {
              Files.copy(file, out);
            }
          }
        });
    server.start();
    try (Sender sender = Sender.start("http", Sender.hls(folder))) {
      requireFrames(
          sender, "http://127.0.0.1:%d/live.m3u8".formatted(server.getAddress().getPort()));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void readsDatagramsThatAnEncoderSends() throws Exception {
    int port = freeDatagramPort();
    try (Sender sender =
        Sender.start(
            "udp", Sender.transportStream("udp://127.0.0.1:%d?pkt_size=1316".formatted(port)))) {
      requireFrames(sender, "udp://127.0.0.1:%d".formatted(port));
    }
  }

  @Test
  void callsAnEncoderBySrt() throws Exception {
    int port = freeDatagramPort();
    try (Sender sender =
        Sender.start(
            "srt", Sender.transportStream("srt://127.0.0.1:%d?mode=listener".formatted(port)))) {
      requireFrames(sender, "srt://127.0.0.1:%d".formatted(port));
    }
  }

  private void requireFrames(Sender sender, String address) throws InterruptedException {
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("encoder", new CameraAddress(address)));
      recorded.await("frames", now -> now.frames().size() >= FRAMES);
    }
    assertThat(sender.isSending()).as("the sender is there to the end").isTrue();
    CameraEvent.Up up =
        (CameraEvent.Up)
            recorded.events().stream().filter(CameraEvent.Up.class::isInstance).findFirst().get();
    assertThat(up.stream().codec()).isEqualTo("h264");
    assertThat(up.stream().width()).isEqualTo(Sender.WIDTH);
    assertThat(up.stream().height()).isEqualTo(Sender.HEIGHT);
    assertThat(recorded.frames()).allMatch(frame -> frame.clock() == CameraClock.ARRIVAL);
  }

  private static int freeDatagramPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
