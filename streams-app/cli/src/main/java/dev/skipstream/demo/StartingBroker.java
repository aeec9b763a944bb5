package dev.skipstream.demo;

import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker that starts and gets its topics while the caller loads the model.
 *
 * <p>Threading: for one thread. {@link #await} blocks until the broker has its topics. {@link
 * #close} interrupts a start that still runs, and blocks until the broker has stopped.
 */
final class StartingBroker implements AutoCloseable {
  private static final int PARTITIONS = 4;

  /**
   * The demonstration's broker has a few records a second, and shares the cores with the model. The
   * optimising compiler and a concurrent collector would take seconds of CPU time in the first
   * minute, for work that is never long enough to pay.
   */
  private static final List<String> FEW_RECORDS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread starter = new Thread(task, "demo-broker");
            starter.setDaemon(true);
            return starter;
          });

  private final Future<BrokerProcess> broker;

  /** Begins to start a broker. */
  StartingBroker(Path data, TopicNames topics) {
    broker = thread.submit(() -> start(data, topics));
  }

  private static BrokerProcess start(Path data, TopicNames topics) {
    BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0), FEW_RECORDS);
    try (Admin admin = Admin.create(client(broker))) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topics.images(), Topics.GROUND_TRUTH, (short) 1);
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Returns the client properties of a broker that has started. */
  static Map<String, Object> client(BrokerProcess broker) {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
  }

  /**
   * Returns the broker when it has its topics. It is closed with this object.
   *
   * @throws dev.skipstream.topics.BrokerException when it does not come up
   */
  BrokerProcess await() throws InterruptedException {
    try {
      return broker.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the broker did not start", e.getCause());
    }
  }

  @Override
  public void close() {
    // The start fails when it is interrupted, and ends its process.
    thread.shutdownNow();
    try {
      thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      broker.get().close();
    } catch (ExecutionException e) {
      // The broker is not there. The reason was thrown by await, or nothing waits for the broker.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
