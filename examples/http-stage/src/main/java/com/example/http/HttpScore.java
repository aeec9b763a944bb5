package com.example.http;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.TryLaterException;
import dev.skipstream.async.WorkOwner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The work of the stage: one HTTP call for each order. */
final class HttpScore implements AsyncFunction<String, String, String> {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI service;

  HttpScore(URI service) {
    this.service = service;
  }

  // docs:call
  /** Begins the call and returns at once: the stream thread goes on to the next order. */
  @Override
  public CompletableFuture<String> apply(
      Record<String, String> record, RecordMetadata at, WorkOwner owner) {
    HttpRequest request =
        HttpRequest.newBuilder(service)
            .timeout(TIMEOUT)
            .POST(BodyPublishers.ofString(record.value()))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(HttpScore::result)
        .exceptionallyCompose(HttpScore::tryLater);
  }

  /**
   * Returns an order that the service rejects as a result: one bad order must not end the stream.
   */
  private static String result(HttpResponse<String> response) {
    if (response.statusCode() >= 500) {
      throw new CompletionException(new IOException("HTTP " + response.statusCode()));
    }
    return response.statusCode() == 200
        ? response.body()
        : "rejected: " + response.statusCode() + " " + response.body();
  }

  /**
   * Waits, and lets the stage begin again at the last commit: the service is down, for all orders.
   */
  private static CompletableFuture<String> tryLater(Throwable failure) {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new TryLaterException("the service does not answer", failure);
        },
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
  }

  // docs:end

  /** Returns the share of the credits' bytes that an order takes. */
  @Override
  public long weight(Record<String, String> record) {
    return record.value().length();
  }

  @Override
  public void ownersChanged() {
    // For work that waits for further records, as a batch does; a call does not.
  }
}
