package dev.skipstream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The child JVM of {@link BrokerProcess}: {@code BrokerMain PORT DATA [ADVERTISED-HOST]}. Writes
 * one line to standard output once it takes connections, and stops when standard input ends.
 *
 * <p>Threading: the main thread waits for the end of standard input. A signal reaches every process
 * of a terminal at once, but the broker must outlive the clients that commit during their stop. So
 * the shutdown hook also waits for the parent.
 */
final class BrokerMain {
  /** Begins the line that says where the broker listens. */
  static final String LISTENING = "listening ";

  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    Listener listener =
        args.length > 2 ? Listener.advertised(args[2], port) : Listener.loopback(port);
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[1]), listener);
    CountDownLatch parentGone = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker, parentGone), "stop"));
    System.out.println(LISTENING + broker.bootstrapServers());
    try {
      awaitEndOfInput();
    } finally {
      parentGone.countDown();
      System.exit(0);
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing: it only holds the pipe open.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(EmbeddedBroker broker, CountDownLatch parentGone) {
    try {
      parentGone.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    broker.close();
  }
}
