package dev.skipstream.cli;

import dev.skipstream.topics.TopicNames;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The topics of a pipeline: shared by the commands that need all of them. */
final class TopicOptions {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "images",
      description = "topic of the image events (default: ${DEFAULT-VALUE})")
  private String images;

  @Option(
      names = "--output",
      paramLabel = "TOPIC",
      description = "topic of the detection events (default: detections)")
  private Optional<String> detections;

  @Option(
      names = "--dead-letters",
      paramLabel = "TOPIC",
      description =
          "topic of the dead letters: image events without detections (default:"
              + " <topic>.dead-letters)")
  private Optional<String> deadLetters;

  TopicNames names() {
    TopicNames defaults = TopicNames.of(images);
    return new TopicNames(
        images,
        detections.orElse(defaults.detections()),
        deadLetters.orElse(defaults.deadLetters()));
  }
}
