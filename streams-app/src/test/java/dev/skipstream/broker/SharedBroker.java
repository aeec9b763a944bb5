package dev.skipstream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * One broker for all integration tests of a JVM: the first one that asks starts it. Tests keep
 * apart by topic and group names of their own.
 */
public final class SharedBroker {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private SharedBroker() {}

  /** What clients give as {@code bootstrap.servers}. */
  public static String bootstrapServers() {
    return Holder.BROKER.bootstrapServers();
  }

  /** A name that no other test has. */
  public static String uniqueName(String prefix) {
    return prefix + "-" + NAMES.incrementAndGet();
  }

  /** An admin client, the caller's to close. */
  public static Admin admin() {
    return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  private static final class Holder {
    static final EmbeddedBroker BROKER = start();

    private static EmbeddedBroker start() {
      try {
        EmbeddedBroker broker =
            EmbeddedBroker.start(Files.createTempDirectory(Path.of("target"), "broker-"), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
