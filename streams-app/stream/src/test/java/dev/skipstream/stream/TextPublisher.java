package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes images that are lines of text, each its own key, over the partitions in turn. */
public final class TextPublisher {
  private TextPublisher() {}

  /** Returns when the broker has them all. */
  public static void publish(
      Map<String, Object> client, String topic, int partitions, List<String> texts)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String text : texts) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic,
                    sent.size() % partitions,
                    text.getBytes(UTF_8),
                    ScriptedFrames.image(text))));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
