package dev.skipstream.stream;

import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.OpenTransactions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The state of a failed run, for its reader: the next run may not fail again. */
final class RunState {
  private final Admin admin;
  private final TopicNames topics;
  private final String application;

  RunState(Admin admin, TopicNames topics, String application) {
    this.admin = admin;
    this.topics = topics;
    this.application = application;
  }

  /** Instances, group, offsets and open transactions, a line each. */
  String with(Map<String, Instance> instances) {
    try {
      Map<TopicPartition, OffsetSpec> ends = ends();
      return """
      instances            %s
      group                %s
      committed by it      %s
      ends                 %s
      ends for committed   %s
      transactions         %s\
      """
          .formatted(
              instances.values().stream().map(Instance::toString).collect(Collectors.joining(", ")),
              group(),
              sorted(
                  admin
                      .listConsumerGroupOffsets(application)
                      .partitionsToOffsetAndMetadata()
                      .get()),
              offsets(ends, IsolationLevel.READ_UNCOMMITTED),
              offsets(ends, IsolationLevel.READ_COMMITTED),
              OpenTransactions.in(admin, ends.keySet()));
    } catch (ExecutionException e) {
      return "the broker does not say how things stand: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while asking how things stand";
    }
  }

  private String group() throws ExecutionException, InterruptedException {
    return admin.listGroups().all().get().stream()
        .filter(group -> group.groupId().equals(application))
        .map(Object::toString)
        .collect(Collectors.joining());
  }

  private Map<TopicPartition, OffsetSpec> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic :
        admin
            .describeTopics(List.of(topics.images(), topics.detections(), topics.deadLetters()))
            .allTopicNames()
            .get()
            .values()) {
      topic
          .partitions()
          .forEach(
              p -> ends.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    return ends;
  }

  private Map<String, ?> offsets(Map<TopicPartition, OffsetSpec> ends, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(ends, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return sorted(offsets);
  }

  private static Map<String, ?> sorted(Map<TopicPartition, ?> byPartition) {
    Map<String, Object> sorted = new TreeMap<>();
    byPartition.forEach((partition, value) -> sorted.put(partition.toString(), value));
    return sorted;
  }
}
