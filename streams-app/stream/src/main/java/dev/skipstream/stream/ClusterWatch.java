package dev.skipstream.stream;

import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicIds;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors the cluster while the stream runs. It checks that no topic is deleted or created again,
 * and that the live instances of the application fit each other.
 *
 * <p>Threading: one daemon thread, which blocks on the broker and on its own timed wait. {@link
 * #close} interrupts it and does not wait for it.
 */
final class ClusterWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

  /** Bounds the time in which outcomes under an old topic id can be written at least once. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);

  private final Admin admin;
  private final TopicIds topics;
  private final OtherInstances others;
  private final Consumer<RuntimeException> stop;
  private final Thread thread;

  /**
   * A watch that has not started.
   *
   * @param stop ends the stream with a failure
   */
  ClusterWatch(
      Admin admin, TopicIds topics, OtherInstances others, Consumer<RuntimeException> stop) {
    this.admin = admin;
    this.topics = topics;
    this.others = others;
    this.stop = stop;
    this.thread = new Thread(this::watch, "cluster-watch");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (!look()) {
          return;
        }
        Thread.sleep(LOOK_EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the stream may go on. */
  private boolean look() {
    try {
      topics.requireUnchanged(admin, ANSWER_WITHIN);
    } catch (BrokerException e) {
      if (!Thread.currentThread().isInterrupted()) {
        stop.accept(e);
      }
      return false;
    } catch (KafkaException e) {
      LOG.debug("the topic ids could not be read; the next look tries again", e);
    }
    try {
      others.look();
    } catch (UnfitInstanceException e) {
      stop.accept(e);
      return false;
    } catch (BrokerException | KafkaException e) {
      LOG.debug("the live instances could not be read; the next look tries again", e);
    }
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
