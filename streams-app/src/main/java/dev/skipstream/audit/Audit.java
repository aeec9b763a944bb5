package dev.skipstream.audit;

import dev.skipstream.broker.BrokerException;
import dev.skipstream.broker.CommittedReader;
import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.OffsetRange;
import dev.skipstream.broker.RangeBound;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.TopicRange;
import dev.skipstream.broker.Topics;
import dev.skipstream.schemas.event.InputPosition;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Audits a range of the input against the output topics as they are now. Reads the outcomes whole,
 * and of the inputs only those that have none: whether an offset without an outcome is an image
 * event or a transaction's marker, only the record can tell.
 *
 * <p>Threading: blocks on the broker.
 */
public final class Audit {
  /** Gaps closer than this are read in one go: a request costs more than some records. */
  private static final int NEAR = 200;

  private final Map<String, Object> client;
  private final TopicNames topics;

  /**
   * An audit of a pipeline.
   *
   * @param client how to reach the cluster
   */
  public Audit(Map<String, Object> client, TopicNames topics) {
    this.client = client;
    this.topics = topics;
  }

  /**
   * Audits the inputs between two bounds.
   *
   * @param mayRepeat whether an input may have several outcomes, as under {@code at_least_once}
   * @throws BrokerException when topics are missing, or do not let themselves be read
   */
  public AuditReport run(RangeBound from, RangeBound to, boolean mayRepeat) {
    return run(from, to, mayRepeat, (record, outcome) -> {});
  }

  /** The same, and shows each outcome of the range to somebody who looks at more of it. */
  public AuditReport run(
      RangeBound from,
      RangeBound to,
      boolean mayRepeat,
      BiConsumer<ConsumerRecord<byte[], byte[]>, OutcomeRef> onOutcome) {
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      ImageTopic images = Topics.check(admin, topics);
      List<OffsetRange> ranges = TopicRange.resolve(admin, topics.images(), from, to);
      OutcomeLedger ledger = new OutcomeLedger(topics, images.id(), ranges, mayRepeat);
      // After the range was fixed: what is committed of the input has its outcomes before these
      // ends, though perhaps behind a transaction that is still open.
      reader.readAll(
          topics.outputs(),
          record -> ledger.add(record).ifPresent(outcome -> onOutcome.accept(record, outcome)));
      ranges.forEach(range -> findMissing(range, ledger, reader));
      return ledger.report();
    }
  }

  private void findMissing(OffsetRange range, OutcomeLedger ledger, CommittedReader reader) {
    TopicPartition partition = new TopicPartition(topics.images(), range.partition());
    long gap = ledger.nextUnanswered(range.partition(), range.from());
    while (gap < range.to()) {
      long end;
      long next = gap;
      do {
        end = ledger.nextAnswered(range.partition(), next);
        next = ledger.nextUnanswered(range.partition(), end);
      } while (next < range.to() && next - end < NEAR);
      reader.read(
          Map.of(partition, gap),
          Map.of(partition, end),
          record -> {
            if (ledger.nextUnanswered(range.partition(), record.offset()) == record.offset()) {
              ledger.missing(
                  new InputPosition(record.topic(), record.partition(), record.offset()));
            }
          });
      gap = next;
    }
  }
}
