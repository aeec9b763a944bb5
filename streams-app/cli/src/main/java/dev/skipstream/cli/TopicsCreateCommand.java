package dev.skipstream.cli;

import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = "Creates the missing topics, with room for images, and checks the others.",
    footer = {
      "",
      "Example: skipstream topics create --topic lobby --output lobby.detections --partitions 8"
    })
final class TopicsCreateCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description =
          "topic of the ground truth, for sources that have it (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Option(
      names = "--camera-status",
      paramLabel = "TOPIC",
      description =
          "create this compacted topic of the states of cameras too, such as "
              + Topics.CAMERA_STATUS)
  Optional<String> cameraStatus;

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
      description = "replicas of each partition (default: the broker's)")
  short replicationFactor;

  @Option(
      names = "--max-record-bytes",
      paramLabel = "BYTES",
      defaultValue = "" + Topics.DEFAULT_MAX_RECORD_BYTES,
      description = "maximum size of an image event (default: ${DEFAULT-VALUE})")
  int maxRecordBytes;

  @Override
  public Integer call() {
    try (Admin admin = Admin.create(kafka.reach())) {
      TopicNames names = topics.names();
      List<String> created =
          new ArrayList<>(
              Topics.create(admin, names, partitions, replicationFactor, maxRecordBytes));
      created.addAll(
          Topics.createGroundTruth(admin, names.images(), groundTruth, replicationFactor));
      cameraStatus.ifPresent(
          topic -> created.addAll(Topics.createCompacted(admin, topic, replicationFactor)));
      System.err.println(
          created.isEmpty() ? "all topics exist and fit" : "created " + String.join(", ", created));
    }
    return ExitCode.DONE.status();
  }
}
