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
import dev.skipstream.tracking.CountsEndpoint;
import dev.skipstream.tracking.RulesSettings;
import dev.skipstream.tracking.RunningTracking;
import dev.skipstream.tracking.TrackingSettings;
import dev.skipstream.tracking.TrackingStream;
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
  @Mixin TrackingOptions tracking;
  @Mixin TrackTopicOptions trackTopics;

  @Option(
      names = "--track",
      description =
          "track the objects of the detections in this process too, as 'track' does; for one"
              + " pipeline")
  boolean track;

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
    requireOneTracking();
    Optional<RulesSettings> rules = rules();
    StreamHealth health = new StreamHealth(models.identities());
    EndWatch watch = EndWatch.start(health, stream.stream().stopLimit());
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      CountsEndpoint counts = new CountsEndpoint();
      Optional<HealthServer> server =
          http.serve(health, metrics, track ? Map.of(CountsEndpoint.PATH, counts) : Map.of());
      Optional<OtlpTraces> spans = traces.open("skipstream", metrics.registry());
      try {
        server.filter(open -> track).ifPresent(open -> tracking.advertise(counts, http, open));
        stream(
            models,
            new Telemetry(metrics.registry(), health, traces.stream(spans)),
            rules.map(one -> new Tracked(one, server.map(open -> counts))));
      } finally {
        spans.ifPresent(OtlpTraces::close);
        server.ifPresent(HealthServer::close);
      }
    } finally {
      watch.close();
    }
    return ExitCode.DONE.status();
  }

  /** The parts of tracking beside the stream. */
  private record Tracked(RulesSettings rules, Optional<CountsEndpoint> counts) {}

  /** Rejects names of topics for several trackings, before a broker is waited for. */
  private void requireOneTracking() {
    if (trackTopics.given() && pipelines.wanted().size() > 1) {
      throw new BadInputException(
          "--tracks-topic, --happenings-topic, --counts-topic and --rules-topic are for one"
              + " pipeline: expected none of them with several");
    }
    trackTopics.names(pipelines.wanted().get(0).topics().detections());
  }

  /** Returns the rules of tracking; an unfit file is reported before a broker is waited for. */
  private Optional<RulesSettings> rules() {
    if (!track) {
      tracking.requireNoRules();
      return Optional.empty();
    }
    if (pipelines.wanted().size() > 1) {
      throw new BadInputException(
          "--track is for one pipeline: expected 'skipstream track --topic TOPIC' for each topic of"
              + " detections");
    }
    return Optional.of(tracking.rules(device.registry.location(kafka.cluster())));
  }

  private void stream(RegistryModels models, Telemetry telemetry, Optional<Tracked> tracked) {
    Map<String, Object> client = kafka.reach();
    try (ImageFetcher fetcher = datarefs.fetcher(frames.limits().maxBytes())) {
      ImageTools images =
          new ImageTools(frames.decoder(), fetcher, datarefs.limit(), Optional.of(journal()));
      DetectionStream app = new DetectionStream(settings(client, models, images, telemetry));
      app.stopOnShutdown();
      Optional<Console> page = page(client, fetcher);
      RunningTracking tracks =
          tracked
              .map(one -> RunningTracking.start(tracker(client, one, telemetry), app::stop))
              .orElse(null);
      try (tracks) {
        app.run();
      } finally {
        page.ifPresent(Console::close);
      }
    }
  }

  private TrackingStream tracker(Map<String, Object> client, Tracked tracked, Telemetry telemetry) {
    String id = applicationId + "-tracking";
    return new TrackingStream(
        new TrackingSettings(
            client,
            id,
            trackTopics.names(pipelines.wanted().get(0).topics().detections()),
            tracking.tracker(),
            tracking.counting(),
            tracked.rules(),
            stream.stream(true, TrackingStream.COMMIT_INTERVAL),
            state.resolve(id),
            tracked.counts(),
            new Telemetry(telemetry.meters(), new StreamHealth(List.of()))));
  }

  private Optional<Console> page(Map<String, Object> client, ImageFetcher fetcher) {
    return console.serve(
        () -> client,
        new ConsoleTopics(
            pipelines.wanted().stream().map(PipelineSettings::topics).toList(),
            pipelines.wanted().stream()
                .map(one -> one.topics().detections())
                .distinct()
                .map(trackTopics::names)
                .toList(),
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
