package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.skipstream.image.EncodedImages;
import dev.skipstream.schemas.event.RejectReason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Image events made to harm, of every kind there is, and a store of images that does not help. */
final class HostileRecords implements AutoCloseable {
  /** A model throws on such a frame, whatever else is in its batch. */
  static final Color POISON = Color.RED;

  /** A model finds more in such a frame than an event has room for. */
  static final Color CROWD = Color.BLUE;

  /** The decoder has a defect that such bytes bring out. */
  static final byte[] BUG = "a defect of the decoder".getBytes(UTF_8);

  /** Above the limit that the test's decoder has. */
  static final int MAX_BYTES = 100_000;

  private static final Color SOUND = Color.GREEN;

  /**
   * One hostile record.
   *
   * @param reason the expected reason of its rejection
   * @param value may be null
   */
  record Hostile(RejectReason reason, byte[] value, Map<String, String> headers) {}

  private final HttpServer store;
  private final ServerSocket silent;

  HostileRecords() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    store = HttpServer.create(new InetSocketAddress(here, 0), 0);
    answer("/forbidden", 403);
    answer("/down", 503);
    store.start();
    // Takes connections and never says a word.
    silent = new ServerSocket(0, 50, here);
  }

  private void answer(String path, int status) {
    store.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  /** The locations from which the app's settings allow fetches. */
  List<URI> allowed() {
    return List.of(URI.create(origin(store.getAddress().getPort())), URI.create(origin(port())));
  }

  private int port() {
    return silent.getLocalPort();
  }

  private static String origin(int port) {
    return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  /** A frame like any other. */
  static byte[] sound() {
    return png(SOUND, 64, 48);
  }

  /** One of every kind; several of some. */
  List<Hostile> all() {
    byte[] sound = sound();
    byte[] jpeg = EncodedImages.encode(EncodedImages.plain(64, 48, SOUND.getRGB()), "jpg");
    String fetch = origin(store.getAddress().getPort());
    List<Hostile> all = new ArrayList<>();
    all.add(bare(RejectReason.EMPTY_IMAGE, null));
    all.add(bare(RejectReason.EMPTY_IMAGE, new byte[0]));
    all.add(bare(RejectReason.DAMAGED_IMAGE, Arrays.copyOf(sound, sound.length / 2)));
    all.add(bare(RejectReason.DAMAGED_IMAGE, Arrays.copyOf(jpeg, jpeg.length / 2)));
    all.add(bare(RejectReason.UNKNOWN_FORMAT, "%PDF-1.7".getBytes(UTF_8)));
    all.add(bare(RejectReason.UNKNOWN_FORMAT, new byte[500]));
    all.add(bare(RejectReason.IMAGE_TOO_LARGE, new byte[MAX_BYTES + 1]));
    all.add(bare(RejectReason.TOO_MANY_PIXELS, fiftyMegapixels()));
    all.add(
        bare(
            RejectReason.TOO_MANY_PIXELS,
            EncodedImages.resizedPng(sound, 2_000_000_000, 2_000_000_000)));
    all.add(bare(RejectReason.EXTREME_ASPECT, png(SOUND, 2_000, 2)));
    all.add(
        bare(
            RejectReason.TOO_MANY_SCANS,
            EncodedImages.scanned(EncodedImages.plain(64, 48, SOUND.getRGB()), 300)));
    all.add(bare(RejectReason.INFERENCE_FAILED, png(POISON, 64, 48)));
    all.add(bare(RejectReason.OUTCOME_UNWRITABLE, png(CROWD, 64, 48)));
    all.add(bare(RejectReason.INTERNAL, BUG));
    all.add(event(RejectReason.INVALID_EVENT, sound, "ce_type", "com.example.other"));
    all.add(event(RejectReason.INVALID_EVENT, sound, "ce_specversion", "9.9"));
    all.add(event(RejectReason.INVALID_EVENT, sound, "ce_sequence", "first"));
    all.add(event(RejectReason.INVALID_EVENT, sound, "ce_time", "yesterday"));
    all.add(event(RejectReason.MODEL_NOT_ALLOWED, sound, "ce_model", "models:/secret/1"));
    all.add(refers(RejectReason.DATAREF_NOT_ALLOWED, "file:/etc/passwd"));
    all.add(refers(RejectReason.DATAREF_NOT_ALLOWED, "http://169.254.169.254/latest/meta-data"));
    all.add(refers(RejectReason.DATAREF_NOT_FOUND, fetch + "/nothing"));
    all.add(refers(RejectReason.DATAREF_REFUSED, fetch + "/forbidden"));
    all.add(refers(RejectReason.DATAREF_UNAVAILABLE, fetch + "/down"));
    all.add(refers(RejectReason.DATAREF_TIMEOUT, origin(port()) + "/silence"));
    return all;
  }

  private static Hostile bare(RejectReason reason, byte[] value) {
    return new Hostile(reason, value, Map.of());
  }

  private static Hostile event(RejectReason reason, byte[] value, String header, String text) {
    Map<String, String> headers =
        new TreeMap<>(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "hostile",
                "ce_source", "hostile",
                "ce_type", "dev.skipstream.image.v1"));
    headers.put(header, text);
    return new Hostile(reason, value, headers);
  }

  private static Hostile refers(RejectReason reason, String dataref) {
    return event(reason, new byte[0], "ce_dataref", dataref);
  }

  private static byte[] fiftyMegapixels() {
    return EncodedImages.encode(
        new BufferedImage(10_000, 5_000, BufferedImage.TYPE_BYTE_BINARY), "png");
  }

  private static byte[] png(Color colour, int width, int height) {
    return EncodedImages.encode(EncodedImages.plain(width, height, colour.getRGB()), "png");
  }

  @Override
  public void close() throws IOException {
    silent.close();
    store.stop(0);
  }
}
