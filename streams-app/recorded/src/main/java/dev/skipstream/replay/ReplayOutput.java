package dev.skipstream.replay;

import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topics of one replay, and of nothing else: what is in them is what the replay found.
 *
 * <p>Threading: blocks on the broker; the clients are the caller's.
 */
final class ReplayOutput {
  private static final short BROKERS_DEFAULT = -1;

  private final Admin admin;
  private final CommittedReader reader;
  private final TopicNames topics;

  ReplayOutput(Admin admin, CommittedReader reader, TopicNames topics) {
    this.admin = admin;
    this.reader = reader;
    this.topics = topics;
  }

  /**
   * Creates the topics, or checks those that are there.
   *
   * @param begun whether an earlier run has begun the replay: its results must be there then, and
   *     nothing may be otherwise
   * @throws ReplayRefusedException when results are missing, or others are in the way
   * @throws dev.skipstream.topics.BrokerException when the broker refuses
   */
  void prepare(String applicationId, boolean begun) {
    for (String topic : topics.outputs()) {
      boolean exists = Topics.exists(admin, topic);
      if (begun && !exists) {
        throw new ReplayRefusedException(
            "the replay has begun, and its topic %s does not exist any more: delete its group, %s, to start it again"
                .formatted(topic, applicationId));
      }
      if (!begun && exists && holdsSomething(topic)) {
        throw new ReplayRefusedException(
            "topic %s has records of something else in it: expected a topic of the replay's own, name another with --output"
                .formatted(topic));
      }
    }
    Topics.createOutputs(admin, topics, BROKERS_DEFAULT);
  }

  /**
   * Checks that a machine computes as those of the earlier runs did.
   *
   * @param own the ways in which its devices compute; none where that is not known
   * @throws ReplayRefusedException when it computes in another format, or with other kernels
   */
  void requireComputedBy(Set<Computation> own) {
    reader.readAll(
        List.of(topics.detections()),
        record -> {
          if (outcome(record) instanceof FindingsEvent event) {
            event.model().computation().ifPresent(theirs -> require(own, theirs));
          }
        });
  }

  private static void require(Set<Computation> own, Computation theirs) {
    if (!own.isEmpty() && !own.contains(theirs)) {
      throw new ReplayRefusedException(
          "the replay was begun in %s, and this machine computes in %s: continue it on a machine like the first, or begin another one with --compute or --output"
              .formatted(theirs, own.iterator().next()));
    }
  }

  private boolean holdsSomething(String topic) {
    boolean[] any = {false};
    reader.readAll(List.of(topic), record -> any[0] = true);
    return any[0];
  }

  /**
   * Counts the records of the topics.
   *
   * @throws ReplayRefusedException when it is something else than outcomes
   */
  ReplayRun.Counts counts() {
    long[] counts = new long[3];
    reader.readAll(
        topics.outputs(),
        record -> {
          if (record.topic().equals(topics.deadLetters())) {
            counts[2]++;
          } else {
            counts[outcome(record) instanceof FindingsEvent ? 0 : 1]++;
          }
        });
    return new ReplayRun.Counts(counts[0], counts[1], counts[2]);
  }

  private static OutcomeEvent outcome(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readOutcome(record.headers(), record.value());
    } catch (InvalidEventException e) {
      throw new ReplayRefusedException(
          "%s-%d@%d is no outcome of a replay: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }
}
