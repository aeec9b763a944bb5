package dev.skipstream.cli;

import dev.skipstream.stream.PipelineSettings;
import dev.skipstream.topics.TopicNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the input topic, the model and the output topic: one pipeline, or several. */
final class PipelineOptions {
  private static final Set<String> KEYS = Set.of("topic", "model", "output", "dead-letters");

  @Mixin TopicOptions topics;

  @Option(
      names = "--model",
      paramLabel = "URI",
      description = "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest")
  private Optional<String> model;

  @Option(
      names = "--pipeline",
      paramLabel = "topic=T,model=URI",
      description =
          "a pipeline, also with output=T and dead-letters=T; repeat it for several pipelines"
              + " on the same devices, in place of --model and --topic")
  private List<String> pipelines = List.of();

  List<PipelineSettings> wanted() {
    if (pipelines.isEmpty() == model.isEmpty()) {
      throw new BadInputException(
          pipelines.isEmpty()
              ? "no model: expected --model models:/NAME/VERSION, or one --pipeline or more"
              : "--model and --pipeline: expected one or the other");
    }
    return model.isPresent()
        ? List.of(new PipelineSettings(topics.names(), model.get()))
        : pipelines.stream().map(PipelineOptions::parse).toList();
  }

  private static PipelineSettings parse(String text) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split("=", 2);
      if (pair.length != 2 || !KEYS.contains(pair[0]) || pair[1].isEmpty()) {
        throw invalid(text);
      }
      parts.put(pair[0], pair[1]);
    }
    if (!parts.keySet().containsAll(Arrays.asList("topic", "model"))) {
      throw invalid(text);
    }
    TopicNames defaults = TopicNames.of(parts.get("topic"));
    return new PipelineSettings(
        new TopicNames(
            defaults.images(),
            parts.getOrDefault("output", defaults.detections()),
            parts.getOrDefault("dead-letters", defaults.deadLetters())),
        parts.get("model"));
  }

  private static BadInputException invalid(String text) {
    return new BadInputException(
        "--pipeline is '%s': expected topic=TOPIC,model=URI, and if wanted output=TOPIC and dead-letters=TOPIC"
            .formatted(text));
  }
}
