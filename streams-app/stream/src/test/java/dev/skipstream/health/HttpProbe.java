package dev.skipstream.health;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a console as a probe or Prometheus would. */
public final class HttpProbe {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  public HttpProbe(int port) {
    this.port = port;
  }

  /** Returns the answer of the console at {@code path}. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        BodyHandlers.ofString());
  }
}
