package dev.skipstream.cli;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.TrackTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "console",
    description =
        "Serves the console of a stream that runs in other processes, until it is interrupted: it"
            + " reads topics and the registry.",
    footer = {"", "Example: skipstream console --console 127.0.0.1:8088"})
final class ConsoleCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;
  @Mixin TrackTopicOptions tracking;
  @Mixin RegistryOption registry;
  @Mixin DatarefOptions datarefs;
  @Mixin ConsoleAloneOptions console;

  @Option(
      names = "--shadow-output",
      paramLabel = "TOPIC",
      defaultValue = ShadowOptions.DEFAULT_OUTPUT,
      description = "topic of the shadow model's detections (default: ${DEFAULT-VALUE})")
  String shadowOutput;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description =
          "topic of the ground truth, for sources that have it (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Override
  public Integer call() throws InterruptedException {
    TrackTopics tracked = tracking.names(topics.names().detections());
    Map<String, Object> client = kafka.reach();
    ImageFetcher references = datarefs.fetcher(ImageLimits.DEFAULT.maxBytes());
    Console page =
        console
            .serve(
                () -> client,
                new ConsoleTopics(
                    List.of(topics.names()),
                    List.of(tracked),
                    shadowOutput,
                    groundTruth,
                    ModelUpdates.STATUS_TOPIC,
                    ReplayLog.TOPIC),
                Optional.of(references),
                operator -> registry.location(kafka.cluster(), operator).open())
            .orElseThrow();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  page.close();
                  references.close();
                },
                "stop-console"));
    Thread.currentThread().join(); // until the process is told to end
    return ExitCode.DONE.status();
  }
}
