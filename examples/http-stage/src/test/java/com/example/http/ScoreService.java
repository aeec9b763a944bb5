package com.example.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that scores orders. It answers {@code order-N} with a score, {@code bad-N} with status
 * 422, and takes 1 to 20 ms for a call, so that later calls overtake earlier ones.
 *
 * <p>Threading: calls run on the threads of a pool.
 */
final class ScoreService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(16);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger mostCalls = new AtomicInteger();
  private final AtomicInteger toFail = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private ScoreService(HttpServer server) {
    this.server = server;
  }

  static ScoreService start() throws IOException {
    ScoreService service =
        new ScoreService(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    service.server.createContext("/score", service::answer);
    service.server.setExecutor(service.threads);
    service.server.start();
    return service;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:%d/score".formatted(server.getAddress().getPort()));
  }

  static String scoreOf(String order) {
    return order + " scores " + order.hashCode() % 100;
  }

  /** Answers the next calls with status 503. */
  void failNext(int count) {
    toFail.set(count);
  }

  int failed() {
    return failed.get();
  }

  int mostCallsAtOnce() {
    return mostCalls.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    mostCalls.accumulateAndGet(calls.incrementAndGet(), Math::max);
    String order = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(1, 20)));
    calls.decrementAndGet();
    if (toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      failed.incrementAndGet();
      send(exchange, 503, "down");
    } else if (order.startsWith("bad-")) {
      send(exchange, 422, order);
    } else {
      send(exchange, 200, scoreOf(order));
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
