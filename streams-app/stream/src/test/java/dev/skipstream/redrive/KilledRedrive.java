package dev.skipstream.redrive;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A process that redrives the first dead letter of a topic and ends at once, as by {@code kill -9},
 * when the broker has the redriven record and the entry of the log is to be written.
 */
final class KilledRedrive {
  static final int STATUS = 77;

  private KilledRedrive() {}

  /** Arguments: the bootstrap servers, the input topic, the dead-letter topic. */
  public static void main(String[] args) {
    Map<String, Object> client =
        Map.of("bootstrap.servers", args[0], "interceptor.classes", Kill.class.getName());
    new DeadLetterRedrive(new RedriveSettings(client, args[1], args[2], "killed@test"))
        .run(
            new RedriveSelection.Named(List.of(new RedriveSelection.Place(0, 0))),
            result -> System.out.println(result));
  }

  /** Halts the process before a record of a log of redrives. Consumers load it as well. */
  public static final class Kill
      implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      if (record.topic().endsWith(".redrives")) {
        Runtime.getRuntime().halt(STATUS);
      }
      return record;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      return records;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
  }
}
