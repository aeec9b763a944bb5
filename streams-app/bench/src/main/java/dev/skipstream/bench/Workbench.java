package dev.skipstream.bench;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameProducer;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * The base of every measurement of the stream: a broker with one topic of frames, which each route
 * reads from its beginning, and topics for each route's outcomes.
 *
 * <p>Threading: for one thread, which its methods block.
 *
 * @param client the Kafka client properties for the broker, which no other program uses
 * @param images the topic of frames
 * @param folder the folder for the streams' files; the caller deletes it
 * @param progress gets the current step
 */
public record Workbench(
    Map<String, Object> client, String images, Path folder, Consumer<String> progress) {
  static final int PARTITIONS = 8;

  /** The default settings of {@code run}. */
  static final StreamSettings STREAM = StreamSettings.DEFAULT;

  /** One with an input topic of any name. */
  public Workbench(Map<String, Object> client, Path folder, Consumer<String> progress) {
    this(client, "images", folder, progress);
  }

  /** Returns this workbench with another input topic. */
  Workbench withInput(String topic) {
    return new Workbench(client, topic, folder, progress);
  }

  /** Creates the topics of a route; the first call creates the input too. */
  TopicNames topicsOf(String route) {
    TopicNames topics = new TopicNames(images, route + ".detections", route + ".dead-letters");
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
    return topics;
  }

  /** Publishes frames repeatedly to all partitions in turn, with one camera per partition. */
  void publish(List<EncodedFrame> frames, long count) {
    progress.accept("publishing %d frames ...".formatted(count));
    try (FrameProducer publisher = new FrameProducer(client, images)) {
      for (long i = 0; i < count; i++) {
        publish(publisher, frames.get((int) (i % frames.size())), i);
      }
      publisher.flush();
    }
  }

  /** Publishes the frame that has this number. */
  static void publish(FrameProducer publisher, EncodedFrame frame, long number) {
    int partition = (int) (number % PARTITIONS);
    String camera = "camera-" + partition;
    publisher.publish(
        new ImageEvent(
            camera + "/" + number,
            camera,
            Optional.of(number),
            Optional.empty(),
            Optional.of(frame.contentType()),
            frame.image()),
        partition);
  }
}
