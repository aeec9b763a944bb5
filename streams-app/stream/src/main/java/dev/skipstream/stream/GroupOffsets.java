package dev.skipstream.stream;

import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.CommittedOffsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * The offsets that an application has committed of one input, and the topic ids that they belong
 * to.
 *
 * <p>Threading: for one thread, which blocks on the broker; the caller closes the admin client.
 */
public final class GroupOffsets {

  /**
   * The committed offset of a partition, and its offset after a reset.
   *
   * @param committed empty where nothing is committed
   * @param topicId of the topic that the offset belongs to; empty where that is not known
   * @param begin the first offset that the topic has now
   */
  public record Partition(
      int partition, Optional<Long> committed, Optional<Uuid> topicId, long begin) {}

  private final Admin admin;
  private final String applicationId;
  private final String topic;
  private final Uuid topicId;
  private final int partitions;

  /**
   * Creates the offsets of a group for a topic, and reads the topic's description.
   *
   * @throws BrokerException when it does not exist
   */
  public GroupOffsets(Admin admin, String applicationId, String topic) {
    this.admin = admin;
    this.applicationId = applicationId;
    this.topic = topic;
    TopicDescription description =
        BrokerAnswer.await(
                admin.describeTopics(Set.of(topic)).allTopicNames(), "describing topic " + topic)
            .get(topic);
    this.topicId = description.topicId();
    this.partitions = description.partitions().size();
  }

  /** The id that the topic has now. */
  public Uuid topicId() {
    return topicId;
  }

  /**
   * Checks at the start that the offsets belong to the topic as it is. Offsets without an id, of a
   * version before this one, are taken as they are.
   *
   * @throws BrokerException when they belong to an earlier topic of the name; states both ids
   */
  void requireOfTopic() {
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
        CommittedOffsets.soFar(admin, applicationId, topic).entrySet()) {
      Optional<Uuid> before = TopicIdNote.read(each.getValue().metadata());
      if (before.isPresent() && !before.get().equals(topicId)) {
        throw new BrokerException(
            "topic %s was deleted and created again: application %s has committed offset %d of partition %d under topic id %s, and the id is now %s; stop all instances of the application, run 'topics reset-offsets --application-id %s --topic %s --execute', and start again"
                .formatted(
                    topic,
                    applicationId,
                    each.getValue().offset(),
                    each.getKey().partition(),
                    before.get(),
                    topicId,
                    applicationId,
                    topic));
      }
    }
  }

  /** Returns the committed offset of each partition, in their order. */
  public List<Partition> look() {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.earliest());
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        CommittedOffsets.of(admin, applicationId, topic);
    List<Partition> found = new ArrayList<>();
    BrokerAnswer.await(admin.listOffsets(asked).all(), "reading the first offsets of " + topic)
        .forEach(
            (partition, first) -> {
              Optional<OffsetAndMetadata> offset = Optional.ofNullable(committed.get(partition));
              found.add(
                  new Partition(
                      partition.partition(),
                      offset.map(OffsetAndMetadata::offset),
                      offset.flatMap(one -> TopicIdNote.read(one.metadata())),
                      first.offset()));
            });
    found.sort(Comparator.comparingInt(Partition::partition));
    return found;
  }

  /**
   * Makes the application begin the topic at its first records, and notes the topic's id.
   *
   * @throws BrokerException when the application has a live instance
   */
  public void reset(List<Partition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        one ->
            offsets.put(
                new TopicPartition(topic, one.partition()),
                new OffsetAndMetadata(one.begin(), TopicIdNote.metadata(topicId))));
    try {
      admin.alterConsumerGroupOffsets(applicationId, offsets).all().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof GroupNotEmptyException) {
        throw new BrokerException(
            "application %s has a live instance, so its offsets stay as they are; stop all instances, or wait until the session of a killed one has ended (6 s), and run the command again"
                .formatted(applicationId),
            e.getCause());
      }
      throw new BrokerException(
          "resetting the offsets of application %s: the broker says %s"
              .formatted(applicationId, e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while resetting offsets", e);
    }
  }
}
