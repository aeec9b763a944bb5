package dev.skipstream.cli;

import dev.skipstream.stream.GroupOffsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reset-offsets",
    description = {
      "Moves an application to the first record of an input topic that was deleted and created"
          + " again.",
      "Prints the plan; resets the offsets with --execute, while no instance of the application"
          + " runs."
    },
    footer = {"", "Example: skipstream topics reset-offsets --topic images --execute"})
final class TopicsResetOffsetsCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream",
      description = "application whose offsets are reset (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "input topic (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(names = "--execute", description = "reset the offsets, instead of printing the plan")
  boolean execute;

  @Override
  public Integer call() {
    try (Admin admin = Admin.create(kafka.reach())) {
      GroupOffsets offsets = new GroupOffsets(admin, applicationId, topic);
      List<GroupOffsets.Partition> partitions = offsets.look();
      if (partitions.stream().allMatch(one -> belongs(one, offsets.topicId()))) {
        System.err.printf(
            "the offsets of application %s belong to topic %s as it is (id %s): nothing to reset%n",
            applicationId, topic, offsets.topicId());
        return ExitCode.DONE.status();
      }
      List<GroupOffsets.Partition> earlier =
          partitions.stream()
              .filter(one -> one.topicId().filter(offsets.topicId()::equals).isEmpty())
              .toList();
      earlier.forEach(one -> System.out.println(line(one, offsets.topicId())));
      if (execute) {
        offsets.reset(earlier);
        System.err.printf(
            "application %s begins topic %s (id %s) at these offsets%n",
            applicationId, topic, offsets.topicId());
      } else {
        System.err.println("nothing is changed; add --execute to reset these offsets");
      }
    }
    return ExitCode.DONE.status();
  }

  /** A partition of which nothing is committed begins at its first record anyway. */
  private static boolean belongs(GroupOffsets.Partition one, Uuid topicId) {
    return one.committed().isEmpty() || one.topicId().filter(topicId::equals).isPresent();
  }

  private String line(GroupOffsets.Partition one, Uuid topicId) {
    return "%s-%d: offset %s of topic id %s -> offset %d of topic id %s"
        .formatted(
            topic,
            one.partition(),
            one.committed().map(String::valueOf).orElse("none"),
            one.topicId().map(Uuid::toString).orElse("unknown"),
            one.begin(),
            topicId);
  }
}
