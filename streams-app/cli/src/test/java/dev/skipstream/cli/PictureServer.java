package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.net.ssl.SSLContext;

/** A camera of a test: HTTP MJPEG of 64 x 48 pixels at 20 frames a second, at {@code /stream}. */
final class PictureServer implements AutoCloseable {
  static final int WIDTH = 64;
  static final int HEIGHT = 48;
  private static final long INTERVAL_MILLIS = 50;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "picture-server");
            thread.setDaemon(true);
            return thread;
          });
  private final CountDownLatch closed = new CountDownLatch(1);
  private final byte[] jpeg = jpeg();

  private PictureServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/stream", this::stream);
  }

  /** Starts a camera without a password, at a free port or at a given one. */
  static PictureServer start(int port) throws IOException {
    return started(new PictureServer(HttpServer.create(address(port), 0)));
  }

  /** Starts a camera that requires a password. */
  static PictureServer withPassword(String user, String password) throws IOException {
    PictureServer camera = new PictureServer(HttpServer.create(address(0), 0));
    camera.server.removeContext("/stream");
    camera
        .server
        .createContext("/stream", camera::stream)
        .setAuthenticator(
            new BasicAuthenticator("camera") {
              @Override
              public boolean checkCredentials(String givenUser, String givenPassword) {
                return givenUser.equals(user) && givenPassword.equals(password);
              }
            });
    return started(camera);
  }

  /** Starts a camera that speaks TLS. */
  static PictureServer withTls(SSLContext tls) throws IOException {
    HttpsServer https = HttpsServer.create(address(0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    return started(new PictureServer(https));
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static PictureServer started(PictureServer camera) {
    camera.server.start();
    return camera;
  }

  /** Answers a path with a file of a media type. */
  void serve(String path, String type, byte[] content) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(200, content.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(content);
          }
        });
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=frame");
    exchange.sendResponseHeaders(200, 0);
    byte[] head =
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            .formatted(jpeg.length)
            .getBytes(US_ASCII);
    try (OutputStream out = exchange.getResponseBody()) {
      while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        out.write(head);
        out.write(jpeg);
        out.write("\r\n".getBytes(US_ASCII));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] jpeg() {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int x = 0; x < WIDTH; x++) {
      picture.setRGB(x, x % HEIGHT, 0xFFFFFF);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "jpg", bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** Ends the server and cuts its connections. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
