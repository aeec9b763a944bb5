package dev.skipstream.camera;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP proxy that cuts its connection in the middle of a packet. */
final class CuttingProxy implements AutoCloseable {
  private static final int MIN_CUT_BYTES = 100;

  private final ServerSocket server;
  private final int target;
  private volatile boolean cut;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Cuts the connection that carries the next packet of some size. */
  void cut() {
    cut = true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket camera = new Socket(InetAddress.getLoopbackAddress(), target);
        daemon(() -> copy(client, camera, false));
        daemon(() -> copy(camera, client, true));
      } catch (IOException e) {
        // Closed, or the camera is away: the client sees a closed connection at the latest then.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean ofCamera) {
    byte[] bytes = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (ofCamera && cut && read >= MIN_CUT_BYTES) {
          cut = false;
          out.write(bytes, 0, read / 2);
          return;
        }
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // The other side has closed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
