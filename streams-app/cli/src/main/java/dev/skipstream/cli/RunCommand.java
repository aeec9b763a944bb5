package dev.skipstream.cli;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.health.HealthServer;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.ModelSettings;
import dev.skipstream.stream.PipelineSettings;
import dev.skipstream.stream.RegistryModels;
import dev.skipstream.stream.ShadowModel;
import dev.skipstream.stream.StreamJournal;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description =
        "Runs the stream: image events in, detection events out; ends by SIGTERM or Ctrl-C.",
    footer = {"", "Example: skipstream run --model models:/cells/1 --max-frame-age 500ms"})
final class RunCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin PipelineOptions pipelines;
  @Mixin DeviceOptions device;
  @Mixin StreamOptions stream;
  @Mixin FrameOptions frames;
  @Mixin DatarefOptions datarefs;
  @Mixin HttpOptions http;
  @Mixin ConsoleOptions console;
  @Mixin ShadowOptions shadow;
  @Mixin StreamTraceOptions traces;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream",
      description =
          "instances with the same id share the input's partitions (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.skipstream/state",
      description =
          "folder of the journal of in-flight frames, for the start after a crash (default:"
              + " ${DEFAULT-VALUE})")
  Path state;

  @Option(
      names = "--swap",
      paramLabel = "HOW",
      defaultValue = "beside",
      description =
          "beside or pause: if a GPU has no room for two versions, pause unloads the old one"
              + " before it loads the new one, and the stream waits; beside refuses the new one"
              + " (default: ${DEFAULT-VALUE})")
  Swap swap;

  /** The ways of a swap, as the user writes them. */
  enum Swap {
    beside,
    pause
  }

  @Override
  public Integer call() {
    // A full disk is reported at once, before a broker is waited for and a model is loaded.
    StreamJournal.reserve(journal());
    RegistryModels models = resolve();
    StreamHealth health = new StreamHealth(models.identities());
    EndWatch watch = EndWatch.start(health, stream.stream().stopLimit());
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      Optional<HealthServer> server = http.serve(health, metrics);
      Optional<OtlpTraces> spans = traces.open("skipstream", metrics.registry());
      try {
        stream(models, new Telemetry(metrics.registry(), health, traces.stream(spans)));
      } finally {
        spans.ifPresent(OtlpTraces::close);
        server.ifPresent(HealthServer::close);
      }
    } finally {
      watch.close();
    }
    return ExitCode.DONE.status();
  }

  private void stream(RegistryModels models, Telemetry telemetry) {
    Map<String, Object> client = kafka.reach();
    try (ImageFetcher fetcher = datarefs.fetcher(frames.limits().maxBytes())) {
      ImageTools images =
          new ImageTools(frames.decoder(), fetcher, datarefs.limit(), Optional.of(journal()));
      DetectionStream app = new DetectionStream(settings(client, models, images, telemetry));
      app.stopOnShutdown();
      Optional<Console> page = page(client, fetcher);
      try {
        app.run();
      } finally {
        page.ifPresent(Console::close);
      }
    }
  }

  private Optional<Console> page(Map<String, Object> client, ImageFetcher fetcher) {
    return console.serve(
        () -> client,
        new ConsoleTopics(
            pipelines.wanted().stream().map(PipelineSettings::topics).toList(),
            shadow.output(),
            Topics.GROUND_TRUTH,
            ModelUpdates.STATUS_TOPIC,
            ReplayLog.TOPIC),
        Optional.of(fetcher),
        operator -> device.registry.location(kafka.cluster(), operator).open());
  }

  /** Resolves the models. A typing error is reported at once, before the wait for a broker. */
  private RegistryModels resolve() {
    RegistryLocation registry = device.registry.location(kafka.cluster());
    Optional<ShadowModel> second = shadow.shadow();
    ModelSettings settings =
        new ModelSettings(
            registry,
            device.devices(),
            device.sizing::over,
            device.compute(),
            swap == Swap.pause,
            second);
    List<PipelineSettings> wanted = pipelines.wanted();
    second.ifPresent(one -> StreetModel.offer(registry, one.model()));
    wanted.forEach(one -> StreetModel.offer(registry, one.model()));
    frames.pins().forEach(pin -> StreetModel.offer(registry, pin));
    return RegistryModels.resolve(settings, wanted, frames.pins());
  }

  private DetectionSettings settings(
      Map<String, Object> client, RegistryModels models, ImageTools images, Telemetry telemetry) {
    return Settings.checked(
        () ->
            DetectionSettings.builder(client, applicationId)
                .models(models)
                .images(images)
                .rules(
                    new FrameRules(
                        frames.maxAge(),
                        models.pins(),
                        frames.onOutage(),
                        false,
                        frames.maxClockSkew()))
                .stream(stream.stream())
                .batches(stream.batches())
                .telemetry(telemetry)
                .build());
  }

  private Path journal() {
    return state.resolve(applicationId);
  }
}
