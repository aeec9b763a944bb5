package dev.skipstream.app;

import dev.skipstream.broker.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description =
        "Creates the topics that are missing, with room for images, and checks the others.")
final class TopicsCreateCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "partitions of each topic (default: ${DEFAULT-VALUE})")
  int partitions;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "-1",
      description = "copies of each partition (default: the broker's)")
  short replicationFactor;

  @Option(
      names = "--max-record-bytes",
      paramLabel = "BYTES",
      defaultValue = "" + Topics.DEFAULT_MAX_RECORD_BYTES,
      description = "limit of an image event (default: ${DEFAULT-VALUE})")
  int maxRecordBytes;

  @Override
  public Integer call() {
    try (Admin admin = Admin.create(kafka.reach())) {
      List<String> created =
          Topics.create(admin, topics.names(), partitions, replicationFactor, maxRecordBytes);
      System.err.println(
          created.isEmpty() ? "all topics exist and fit" : "created " + String.join(", ", created));
    }
    return ExitCode.DONE.status();
  }
}
