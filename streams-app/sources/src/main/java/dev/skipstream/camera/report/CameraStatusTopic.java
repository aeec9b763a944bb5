package dev.skipstream.camera.report;

import dev.skipstream.camera.CameraEvent;
import dev.skipstream.camera.CameraListener;
import dev.skipstream.camera.StreamInfo;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.SideTopic;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the states of cameras. An event that cannot be written is logged; frames are not
 * affected.
 *
 * <p>Threading: each camera's thread calls {@link #changed}, which hands the event to one thread of
 * this object and returns. That thread may block on the broker. {@link #close} waits for it, with a
 * bound.
 */
public final class CameraStatusTopic implements CameraListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CameraStatusTopic.class);
  private static final int WAITING = 1_000;
  private static final long CLOSE_SECONDS = 5;

  private final String name;
  private final SideTopic topic;
  private final String publisher = nameOfThisProcess();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread thread = new Thread(task, "camera-status");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Connects to nothing yet.
   *
   * @param client Kafka client properties
   * @param name the topic, which the first event creates where it is missing
   */
  public CameraStatusTopic(Map<String, Object> client, String name) {
    this.name = name;
    this.topic = SideTopic.compacted(client, name);
  }

  @Override
  public void changed(CameraEvent event) {
    eventOf(event).ifPresent(this::write);
  }

  private void write(CameraStatusEvent event) {
    try {
      writer.execute(
          () -> topic.send(EventSerdes.write(name, UUID.randomUUID().toString(), event)));
    } catch (RejectedExecutionException e) {
      LOG.warn("{} of camera {} is lost: {} is too slow", event.event(), event.camera(), name);
    }
  }

  private Optional<CameraStatusEvent> eventOf(CameraEvent event) {
    if (event instanceof CameraEvent.Up up) {
      return Optional.of(
          new CameraStatusEvent(
              up.camera(),
              publisher,
              up.at(),
              CameraStatusEvent.Event.UP,
              Optional.of(up.connections()),
              Optional.of(stream(up.stream())),
              Optional.empty(),
              Optional.empty()));
    }
    if (event instanceof CameraEvent.Down down) {
      return Optional.of(
          new CameraStatusEvent(
              down.camera(),
              publisher,
              down.at(),
              CameraStatusEvent.Event.DOWN,
              Optional.empty(),
              Optional.empty(),
              Optional.of(down.reason().text()),
              Optional.of(down.detail())));
    }
    return Optional.empty();
  }

  private static CameraStatusEvent.Stream stream(StreamInfo info) {
    return new CameraStatusEvent.Stream(
        info.codec(),
        Optional.of(info.width()).filter(pixels -> pixels > 0),
        Optional.of(info.height()).filter(pixels -> pixels > 0),
        info.framesPerSecond().isPresent()
            ? Optional.of(info.framesPerSecond().getAsDouble())
            : Optional.empty());
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} does not accept the last states of the cameras: they are lost", name);
        writer.shutdownNow();
        return; // Its thread is a daemon, and may hold the topic.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      writer.shutdownNow();
      return;
    }
    topic.close();
  }

  private static String nameOfThisProcess() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return "publish@%s/%d-%s"
        .formatted(
            host, ProcessHandle.current().pid(), UUID.randomUUID().toString().substring(0, 4));
  }
}
