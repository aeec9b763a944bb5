package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.SideTopic;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.UUID;

/**
 * The topic on which an instance reports the models that it serves and refuses. Beside the stream:
 * what cannot be said is logged, and harms nothing.
 *
 * <p>Threading: any thread, but no stream thread.
 */
public final class StatusTopic implements AutoCloseable {
  private final String name;
  private final SideTopic topic;
  private final String instance;

  public StatusTopic(Map<String, Object> client, String name, String applicationId) {
    this.name = name;
    this.topic = SideTopic.ordered(client, name);
    this.instance = nameOfThisProcess(applicationId);
  }

  /** Returns the id of this instance. */
  String instance() {
    return instance;
  }

  void say(ModelStatus status) {
    topic.send(EventSerdes.write(name, UUID.randomUUID().toString(), status));
  }

  @Override
  public void close() {
    topic.close();
  }

  /**
   * Returns the name of this process. Two instances of one host differ by their process ids, and in
   * tests by a number.
   */
  private static String nameOfThisProcess(String applicationId) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return "%s@%s/%d-%s"
        .formatted(
            applicationId,
            host,
            ProcessHandle.current().pid(),
            UUID.randomUUID().toString().substring(0, 4));
  }
}
