package dev.skipstream.broker;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration of a crashed broker. The controller treats the broker as alive until its session
 * times out, 9 s after the controller has started again.
 *
 * <p>The broker that starts beside that controller reads in the metadata that it leads all
 * partitions, before it is registered and before any client can reach it. Its transaction
 * coordinator ends timed-out transactions, but cannot write their markers. The controller then
 * fences the earlier broker, and the partitions have no leader for a moment. The coordinator treats
 * them as deleted (KAFKA-20734, present in the code of Kafka 4.4.0), and marks the transaction as
 * complete. The transaction stays open in its partitions for ever, and readers of committed records
 * wait for ever. The controller therefore starts alone first, with a short session, and stops when
 * it has fenced the broker. This also saves the 9 s.
 *
 * <p>Threading: {@link #fence} blocks, with a bound.
 */
final class CrashedBroker {
  private static final Logger LOG = LoggerFactory.getLogger(CrashedBroker.class);
  private static final String FENCED_BROKERS =
      "kafka.controller:type=KafkaController,name=FencedBrokerCount";
  private static final Duration FENCED_WITHIN = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(20);

  private CrashedBroker() {}

  /** Returns if the broker of a folder ended without a clean stop and had transactions. */
  static boolean isIn(Path data) {
    return Files.exists(data.resolve("__transaction_state-0"))
        && !Files.exists(data.resolve(CleanShutdownFileHandler.CLEAN_SHUTDOWN_FILE_NAME));
  }

  /**
   * Lets the controller fence the crashed broker.
   *
   * @param singleNode settings of the node that is about to start
   * @param controllerListener the controller's among its listeners
   */
  static void fence(Properties singleNode, String controllerListener) {
    Properties alone = new Properties();
    alone.putAll(singleNode);
    alone.put("process.roles", "controller");
    alone.put("listeners", controllerListener);
    alone.remove("advertised.listeners");
    alone.remove("inter.broker.listener.name");
    alone.put("broker.session.timeout.ms", "500");
    alone.put("broker.heartbeat.interval.ms", "200");
    KafkaRaftServer controller =
        new KafkaRaftServer(KafkaConfig.fromProps(alone, false), Time.SYSTEM);
    controller.startup();
    try {
      awaitFenced();
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static void awaitFenced() {
    long deadline = System.nanoTime() + FENCED_WITHIN.toNanos();
    while (fencedBrokers() == 0) {
      if (System.nanoTime() - deadline > 0) {
        LOG.warn(
            "after its crash the broker was not fenced within {}: starting takes longer, and a transaction that was open may stay so",
            FENCED_WITHIN);
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static int fencedBrokers() {
    try {
      return (Integer)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName(FENCED_BROKERS), "Value");
    } catch (InstanceNotFoundException e) {
      return 0; // The controller has not come so far.
    } catch (JMException e) {
      throw new IllegalStateException(FENCED_BROKERS + " cannot be read", e);
    }
  }
}
