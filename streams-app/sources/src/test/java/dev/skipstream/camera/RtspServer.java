package dev.skipstream.camera;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** GStreamer's RTSP server in a process of its own: a camera that can crash, hang and come back. */
public final class RtspServer implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String PROBE =
      "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0');"
          + " from gi.repository import Gst, GstRtspServer; Gst.init(None); exit(0 if"
          + " all(map(Gst.ElementFactory.find, ['x264enc', 'rtph264pay', 'jpegenc'])) else 1)";

  private final Path script;
  private final int port;
  private final List<String> options;
  private Process process;

  private RtspServer(Path script, int port, List<String> options) {
    this.script = script;
    this.port = port;
    this.options = options;
  }

  /**
   * Starts a server on a free port; skips the test where GStreamer is missing.
   *
   * @param options of {@code rtsp_server.py}
   */
  public static RtspServer start(String... options) throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", PROBE).start().waitFor() == 0,
        "the RTSP server needs gir1.2-gst-rtsp-server-1.0, python3-gi and GStreamer's plugins good"
            + " and ugly");
    Path script = Files.createTempFile("rtsp-server", ".py");
    script.toFile().deleteOnExit();
    try (InputStream text = RtspServer.class.getResourceAsStream("/camera/rtsp_server.py")) {
      Files.write(script, text.readAllBytes());
    }
    RtspServer server = new RtspServer(script, freePort(), List.of(options));
    server.startAgain();
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts the server on its port, and returns when it accepts connections. */
  void startAgain() throws IOException {
    List<String> command =
        new ArrayList<>(List.of(PYTHON, script.toString(), Integer.toString(port)));
    command.addAll(options);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    if (!"ready".equals(lines.readLine())) {
      throw new IOException("the RTSP server did not start");
    }
  }

  int port() {
    return port;
  }

  /** Returns the address of its camera. */
  public CameraAddress address() {
    return addressAt(port);
  }

  static CameraAddress addressAt(int port) {
    return new CameraAddress("rtsp://127.0.0.1:%d/camera".formatted(port));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
