package dev.skipstream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * One broker for all integration tests of a JVM: the first one that asks starts it. Tests keep
 * apart by topic and group names of their own.
 *
 * <p>It is our image's in a container where {@value #IMAGE_VARIABLE} names one, and Docker and the
 * image are there; else it runs in this JVM. Which one it is goes to standard error.
 */
public final class SharedBroker {
  /** Environment variable that names the image whose {@code broker} command the tests use. */
  private static final String IMAGE_VARIABLE = "SKIPSTREAM_TEST_BROKER_IMAGE";

  /**
   * The session of a Kafka Streams instance that a test kills, with the classic protocol: the group
   * gives its partitions away after this time. Longer than a busy machine lets a process wait.
   */
  public static final Map<String, Object> SHORT_SESSION =
      Map.of("consumer.session.timeout.ms", "3000", "consumer.heartbeat.interval.ms", "700");

  private static final AtomicInteger NAMES = new AtomicInteger();

  private SharedBroker() {}

  /** Returns the value of {@code bootstrap.servers} for clients. */
  public static String bootstrapServers() {
    return Holder.BOOTSTRAP_SERVERS;
  }

  /** A name that no other test has. */
  public static String uniqueName(String prefix) {
    return prefix + "-" + NAMES.incrementAndGet();
  }

  /** Returns an admin client. The caller closes it. */
  public static Admin admin() {
    return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  private static final class Holder {
    static final String BOOTSTRAP_SERVERS = start();

    private static String start() {
      try {
        String image = System.getenv(IMAGE_VARIABLE);
        Optional<String> obstacle =
            image == null
                ? Optional.of(IMAGE_VARIABLE + " names no image")
                : ContainerBroker.obstacle(image);
        return obstacle.isEmpty() ? inContainer(image) : inProcess(obstacle.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String inContainer(String image) throws IOException {
      ContainerBroker broker = ContainerBroker.start(image, freePort());
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
      System.err.printf(
          "integration tests use a broker in a container by Testcontainers, of image %s, at %s%n",
          image, broker.bootstrapServers());
      return broker.bootstrapServers();
    }

    private static String inProcess(String reason) throws IOException {
      EmbeddedBroker broker =
          EmbeddedBroker.start(
              Files.createTempDirectory(Path.of("target"), "broker-"), Listener.loopback(0));
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
      System.err.printf(
          "integration tests use the in-process broker, at %s: %s%n",
          broker.bootstrapServers(), reason);
      return broker.bootstrapServers();
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }
  }
}
