package dev.skipstream.replay;

import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic that says which replays have started, and which were done.
 *
 * <p>Threading: blocks on the broker; for one thread.
 */
public final class ReplayLog {
  /** Its name, unless the user says otherwise. */
  public static final String TOPIC = "replays";

  private static final Logger LOG = LoggerFactory.getLogger(ReplayLog.class);

  private final Map<String, Object> client;
  private final String topic;

  /**
   * The log of a cluster.
   *
   * @param client how to reach it
   */
  public ReplayLog(Map<String, Object> client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * The replays that were done, in the order in which they were; none where there is no topic.
   *
   * @throws BrokerException when the broker does not say
   */
  public List<ReplayRun> read() {
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      return read(admin, reader);
    }
  }

  List<ReplayRun> read(Admin admin, CommittedReader reader) {
    // Two processes that shared a replay may both have said that it is done.
    Map<String, ReplayRun> runs = new LinkedHashMap<>();
    if (Topics.exists(admin, topic)) {
      reader.readAll(
          List.of(topic),
          record -> {
            try {
              if (EventSerdes.readReplay(record.headers(), record.value())
                  instanceof ReplayRun run) {
                runs.putIfAbsent(run.id(), run);
              }
            } catch (InvalidEventException e) {
              LOG.warn("{}@{} is ignored: {}", topic, record.offset(), e.getMessage());
            }
          });
    }
    return new ArrayList<>(runs.values());
  }

  /**
   * Notes that a replay is done; returns when the broker has it.
   *
   * @throws BrokerException when the broker refuses
   */
  void write(Admin admin, ReplayRun run) {
    write(admin, EventSerdes.write(topic, UUID.randomUUID().toString(), run));
  }

  /**
   * Notes that a replay starts; returns when the broker has it.
   *
   * @throws BrokerException when the broker refuses
   */
  void write(Admin admin, ReplayStart start) {
    write(admin, EventSerdes.write(topic, UUID.randomUUID().toString(), start));
  }

  private void write(Admin admin, ProducerRecord<byte[], byte[]> record) {
    Topics.createKept(admin, topic);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new BrokerException(
          "writing to topic %s about a replay: %s".formatted(topic, e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while writing to topic " + topic, e);
    }
  }
}
