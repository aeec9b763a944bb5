package dev.skipstream.publish;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.report.CameraBoard;
import dev.skipstream.camera.report.CameraMetrics;
import dev.skipstream.camera.report.CameraStatusTopic;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.source.store.ImageStore;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Publishes cameras until a stop, and reports on them: in the log, on a topic, and in metrics.
 *
 * <p>Threading: one thread calls {@link #publish}, which blocks until the stop; an interrupt
 * together with {@link PublishControl#stopRequested} ends it too. Any thread may read the board.
 */
public final class CameraService {
  private final Map<String, Object> client;
  private final String topic;
  private final String statusTopic;
  private final ImageStore store;
  private final OptionalLong frames;
  private final PublishTraces traces;
  private final CameraBoard board = new CameraBoard();

  /**
   * Connects to nothing yet.
   *
   * @param client Kafka client properties
   * @param topic topic of the image events; it must exist
   * @param statusTopic topic of the states of cameras; created where it is missing
   * @param store has each image before its event is sent; closed by the caller
   * @param frames end after this number of frames; empty for no end
   * @param traces of the frames
   */
  public CameraService(
      Map<String, Object> client,
      String topic,
      String statusTopic,
      ImageStore store,
      OptionalLong frames,
      PublishTraces traces) {
    this.client = Map.copyOf(client);
    this.topic = topic;
    this.statusTopic = statusTopic;
    this.store = store;
    this.frames = frames;
    this.traces = traces;
  }

  /** Returns the status of the cameras, renewed once a second. */
  public CameraBoard board() {
    return board;
  }

  /**
   * Publishes cameras until the stop. A camera that fails is tried again, for ever.
   *
   * @param changes asked once a second; returns all cameras when one was added, removed or changed
   * @param registry gets the metrics of each camera
   * @return the number of acknowledged frames
   * @throws dev.skipstream.topics.BrokerException when the topic does not exist, or the broker does
   *     not answer
   */
  public long publish(
      List<CameraSettings> first,
      Supplier<Optional<List<CameraSettings>>> changes,
      MeterRegistry registry,
      PublishControl control)
      throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Topics.requireImages(admin, topic);
    }
    CameraLog log = new CameraLog();
    CameraMetrics metrics = new CameraMetrics(registry, board, Clock.systemUTC());
    try (CameraStatusTopic states = new CameraStatusTopic(client, statusTopic);
        CameraPublisher publisher =
            new CameraPublisher(
                client,
                topic,
                store,
                frames,
                control,
                event -> {
                  log.changed(event);
                  states.changed(event);
                },
                traces)) {
      publisher.update(first);
      return publisher.awaitEnd(
          () -> {
            changes.get().ifPresent(publisher::update);
            board.post(publisher.status());
            metrics.refresh();
          });
    }
  }
}
