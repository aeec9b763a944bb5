package dev.skipstream.cli;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.stream.RecordSkip;
import dev.skipstream.topics.TopicNames;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "skip",
    description = {
      "Skips a record by hand: writes the next uncommitted record of a partition to the dead"
          + " letters, as skipped, and commits its offset, in one transaction.",
      "The application must be stopped."
    },
    footer = {
      "",
      "Example: skipstream skip --topic images --partition 3 --offset 9121 --because \"ends the"
          + " stream, see ticket 4711\""
    })
final class SkipCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream",
      description = "application that continues after the record (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic of the image events (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--partition",
      paramLabel = "N",
      required = true,
      description = "partition of the" + " record")
  int partition;

  @Option(
      names = "--offset",
      paramLabel = "N",
      required = true,
      description = "offset of the record; it must be the next uncommitted one of its partition")
  long offset;

  @Option(
      names = "--because",
      paramLabel = "TEXT",
      required = true,
      description = "reason for the skip; the dead letter contains it")
  String because;

  @Option(
      names = "--dead-letters",
      paramLabel = "TOPIC",
      split = ",",
      description =
          "dead-letter topic; name those of all pipelines of the application that read --topic"
              + " (default: <topic>.dead-letters)")
  List<String> deadLetters = List.of();

  @Override
  public Integer call() {
    InputPosition at = new InputPosition(topic, partition, offset);
    List<String> letters =
        deadLetters.isEmpty() ? List.of(TopicNames.of(topic).deadLetters()) : deadLetters;
    new RecordSkip(kafka.reach(), applicationId, letters)
        .skip(new RecordSkip.Request(at, because, Operator.name()));
    System.out.printf(
        "skipped %s: its dead letter is in %s, and %s goes on at offset %d%n",
        at, String.join(", ", letters), applicationId, offset + 1);
    return ExitCode.DONE.status();
  }
}
