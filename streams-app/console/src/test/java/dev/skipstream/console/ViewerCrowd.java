package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Viewers of a console without a browser. Each reads the events, and fetches the preview of the
 * newest frame of each camera when it has the one before, as a tile of the wall does. A slow viewer
 * reads 1 kB of its events in a second, and no picture.
 *
 * <p>Arguments: address of the console, number of viewers, number of slow ones among them. Ends
 * with its standard input, and prints what the viewers got.
 */
final class ViewerCrowd {
  private static final int SLOW_BYTES = 1_000;
  private static final int RECEIVE_BUFFER = 4_096;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI console;
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong pictures = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong slowBytes = new AtomicLong();

  private ViewerCrowd(URI console) {
    this.console = console;
  }

  public static void main(String[] arguments) throws IOException {
    ViewerCrowd crowd = new ViewerCrowd(URI.create(arguments[0]));
    int viewers = Integer.parseInt(arguments[1]);
    int slow = Integer.parseInt(arguments[2]);
    for (int viewer = 0; viewer < viewers; viewer++) {
      if (viewer < slow) {
        Thread reader = new Thread(crowd::readSlowly, "slow-" + viewer);
        reader.setDaemon(true);
        reader.start();
      } else {
        crowd.read();
      }
    }
    while (System.in.read() >= 0) {
      // The measurement closes it.
    }
    System.out.printf(
        "%d frames and %d previews by %d viewers, %d bytes by %d slow viewers, %d failures%n",
        crowd.frames.get(),
        crowd.pictures.get(),
        viewers - slow,
        crowd.slowBytes.get(),
        slow,
        crowd.failures.get());
    System.exit(0);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the process
  private void read() {
    http.sendAsync(
            HttpRequest.newBuilder(console.resolve("/events")).build(),
            HttpResponse.BodyHandlers.fromLineSubscriber(new Events()))
        .whenComplete((end, failure) -> failures.incrementAndGet());
  }

  /** The events of one viewer. */
  private final class Events implements Flow.Subscriber<String> {
    /** The frame of each camera whose preview is on its way, and the newest one after it. */
    private final Map<String, String> loading = new ConcurrentHashMap<>();

    private final Map<String, String> next = new ConcurrentHashMap<>();
    private boolean frame;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.startsWith("event: ")) {
        frame = line.equals("event: frame");
      } else if (frame && line.startsWith("data: ")) {
        frames.incrementAndGet();
        show(line.substring("data: ".length()));
      }
    }

    private void show(String json) {
      try {
        JsonNode event = JSON.readTree(json);
        String path =
            "/pictures/%s/%d/%d?preview"
                .formatted(
                    event.get("topic").asText(),
                    event.get("partition").asInt(),
                    event.get("offset").asLong());
        String camera = event.get("camera").asText();
        if (loading.putIfAbsent(camera, path) == null) {
          load(camera, path);
        } else {
          next.put(camera, path);
        }
      } catch (IOException e) {
        failures.incrementAndGet();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the next frame begins a new one
    private void load(String camera, String path) {
      http.sendAsync(
              HttpRequest.newBuilder(console.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .whenComplete(
              (answer, failure) -> {
                (failure == null && answer.statusCode() == 200 ? pictures : failures)
                    .incrementAndGet();
                String newer = next.remove(camera);
                if (newer == null) {
                  loading.remove(camera);
                } else {
                  load(camera, newer);
                }
              });
    }

    @Override
    public void onError(Throwable failure) {
      failures.incrementAndGet();
    }

    @Override
    public void onComplete() {
      failures.incrementAndGet();
    }
  }

  private void readSlowly() {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.connect(new InetSocketAddress(console.getHost(), console.getPort()));
      socket
          .getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] some = new byte[SLOW_BYTES];
      while (true) {
        int count = in.read(some);
        if (count < 0) {
          break;
        }
        slowBytes.addAndGet(count);
        Thread.sleep(1_000L * count / SLOW_BYTES);
      }
    } catch (IOException e) {
      // counted below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failures.incrementAndGet();
  }

  /**
   * Starts a crowd in a process of its own.
   *
   * @param processor the only processor of the process
   */
  static Process start(String console, int viewers, int slow, int processor) throws IOException {
    return new ProcessBuilder(
            "taskset",
            "-c",
            Integer.toString(processor),
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            ViewerCrowd.class.getName(),
            console,
            Integer.toString(viewers),
            Integer.toString(slow))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Ends a crowd; returns what its viewers got. */
  static String end(Process crowd) throws IOException {
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(crowd.getInputStream(), StandardCharsets.UTF_8))) {
      crowd.getOutputStream().close();
      return said.readLine();
    }
  }
}
