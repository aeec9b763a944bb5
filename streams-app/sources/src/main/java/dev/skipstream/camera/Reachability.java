package dev.skipstream.camera;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;

/** Checks that a camera accepts connections, before a process is started to read it. */
final class Reachability {
  /** Schemes over TCP, with their ports. */
  private static final Map<String, Integer> PORTS =
      Map.of("rtsp", 554, "rtsps", 322, "http", 80, "https", 443);

  private Reachability() {}

  /** Blocks, within the connect deadline; returns the cause if the camera is not reachable. */
  static Optional<String> failure(CameraSettings camera) {
    CameraAddress address = camera.address();
    Integer port = PORTS.get(address.scheme());
    if (port == null || address.host().isEmpty()) {
      return Optional.empty();
    }
    int chosen = address.port() < 0 ? port : address.port();
    String host = address.host().get();
    InetSocketAddress target = new InetSocketAddress(host, chosen);
    if (target.isUnresolved()) {
      return Optional.of("host %s is unknown".formatted(host));
    }
    try (Socket socket = new Socket()) {
      socket.connect(target, Math.toIntExact(camera.limits().connectDeadline().toMillis()));
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of(
          "host %s does not answer on port %d within %s"
              .formatted(host, chosen, camera.limits().connectDeadline()));
    } catch (ConnectException e) {
      return Optional.of("host %s refuses connections on port %d".formatted(host, chosen));
    } catch (IOException e) {
      return Optional.of("host %s, port %d: %s".formatted(host, chosen, e.getMessage()));
    }
  }
}
