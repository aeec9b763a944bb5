package dev.skipstream.audit;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.TopicRange;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Audits a range of the input against the output topics as they are now. Reads the outcomes and the
 * inputs: only the record tells whether an offset is a committed image event, an aborted one or a
 * transaction's marker.
 *
 * <p>Threading: blocks on the broker.
 */
public final class Audit {
  /** Gaps closer than this are read in one go: a request costs more than some records. */
  private static final int NEAR = 200;

  private final Map<String, Object> client;
  private final TopicNames topics;

  /**
   * The rules of an audit.
   *
   * @param mayRepeat true if an input may have several outcomes, as under {@code at_least_once}
   * @param skipAnswered true if inputs that have an outcome are not read. This is faster with large
   *     images, but finds neither outcomes of aborted inputs nor wrong timestamps
   */
  public record Rules(boolean mayRepeat, boolean skipAnswered) {}

  /**
   * Creates an audit of a pipeline.
   *
   * @param client the Kafka client properties for the cluster
   */
  public Audit(Map<String, Object> client, TopicNames topics) {
    this.client = client;
    this.topics = topics;
  }

  /**
   * Audits the inputs between two bounds.
   *
   * @throws BrokerException when topics do not exist, or cannot be read
   */
  public AuditReport run(RangeBound from, RangeBound to, Rules rules) {
    return run(from, to, rules, (record, outcome) -> {});
  }

  /**
   * Audits the inputs between two bounds, and passes each outcome of the range on.
   *
   * @throws BrokerException when topics do not exist, or cannot be read
   */
  public AuditReport run(
      RangeBound from,
      RangeBound to,
      Rules rules,
      BiConsumer<ConsumerRecord<byte[], byte[]>, OutcomeRef> onOutcome) {
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      ImageTopic images = Topics.check(admin, topics);
      List<OffsetRange> ranges = TopicRange.resolve(admin, topics.images(), from, to);
      // After the range was fixed: what is committed of the input has its outcomes before these
      // ends, though perhaps behind a transaction that is still open.
      Map<TopicPartition, Long> begins = reader.begins(topics.outputs());
      Map<TopicPartition, Long> ends = reader.ends(topics.outputs());
      OutcomeLedger ledger =
          new OutcomeLedger(
              // After the ends of the outputs: an outcome before them has its input before these.
              new OutcomeLedger.Inputs(topics, images.id(), ranges, inputEnds(reader)),
              new DeletedOutcomes(
                  topics,
                  begins,
                  Topics.retention(admin, topics.outputs()),
                  System.currentTimeMillis()),
              rules);
      reader.read(
          begins,
          ends,
          record -> ledger.add(record).ifPresent(outcome -> onOutcome.accept(record, outcome)));
      if (rules.skipAnswered()) {
        ranges.forEach(range -> readUnanswered(range, ledger, reader));
      } else {
        reader.read(topics.images(), ranges, record -> take(record, ledger));
      }
      return ledger.report();
    }
  }

  private Map<Integer, Long> inputEnds(CommittedReader reader) {
    return reader.ends(List.of(topics.images())).entrySet().stream()
        .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger) {
    ledger.input(
        new InputPosition(record.topic(), record.partition(), record.offset()), record.timestamp());
  }

  private void readUnanswered(OffsetRange range, OutcomeLedger ledger, CommittedReader reader) {
    TopicPartition partition = new TopicPartition(topics.images(), range.partition());
    PartitionLedger of = ledger.partition(range.partition());
    of.trustAnswered();
    long gap = of.nextUnanswered(range.from());
    while (gap < range.to()) {
      long end;
      long next = gap;
      do {
        end = of.nextAnswered(next);
        next = of.nextUnanswered(end);
      } while (next < range.to() && next - end < NEAR);
      reader.read(Map.of(partition, gap), Map.of(partition, end), record -> take(record, ledger));
      gap = next;
    }
  }
}
