package dev.skipstream.cli;

import dev.skipstream.console.ConsoleServer;
import dev.skipstream.console.PrometheusMetrics;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.GpuMemory;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.SwapRoom;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.telemetry.ModelMetrics;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
  @Mixin ShadowOptions shadow;

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
    DetectionStream.reserveJournal(state.resolve(applicationId));
    device.registry.isAt(kafka.cluster());
    // A typing error is reported at once, before the wait for a broker.
    shadow.check(device);
    Map<String, ModelVersion> versions = resolveAll();
    StreamHealth health =
        new StreamHealth(
            versions.values().stream().map(ModelVersion::identity).distinct().toList());
    EndWatch watch = EndWatch.start(health, stream.stream().stopLimit());
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      Optional<ConsoleServer> console = http.serve(health, metrics);
      try {
        stream(versions, new Telemetry(metrics.registry(), health));
      } finally {
        console.ifPresent(ConsoleServer::close);
      }
    } finally {
      watch.close();
    }
    return ExitCode.DONE.status();
  }

  private void stream(Map<String, ModelVersion> versions, Telemetry telemetry) {
    Map<String, Object> client = kafka.reach();
    ImageLimits limits = frames.limits();
    DetectionSettings settings = settings(client, versions);
    DetectionStream.requireFitCluster(settings);
    ModelMetrics metrics = new ModelMetrics(telemetry.meters());
    SwapRoom room = new SwapRoom(new GpuMemory(), device.nameList());
    List<DeviceModels> devices =
        device.loadAll(versions.values().stream().distinct().toList(), metrics);
    Optional<ShadowSettings> second = shadow.load(device, metrics);
    try (ImageFetcher fetcher = datarefs.fetcher(limits.maxBytes())) {
      DetectionStream app =
          new DetectionStream(
              settings,
              new ImageTools(
                  frames.decoder(),
                  fetcher,
                  datarefs.limit(),
                  Optional.of(state.resolve(applicationId))),
              devices,
              new ModelUpdates(
                  device.registry::open,
                  followed(),
                  device.loader(metrics),
                  ModelUpdates.STATUS_TOPIC,
                  room,
                  swap == Swap.pause),
              second,
              telemetry);
      app.stopOnShutdown();
      app.run();
    } finally {
      second.map(ShadowSettings::device).ifPresent(DeviceModels::close);
      devices.forEach(DeviceModels::close);
    }
  }

  /** Returns the version of each model URI of the command line, by the URI. */
  private Map<String, ModelVersion> resolveAll() {
    Map<String, ModelVersion> versions = new LinkedHashMap<>();
    pipelines.wanted().forEach(one -> versions.computeIfAbsent(one.model(), device::resolve));
    frames.pins().forEach(pin -> versions.computeIfAbsent(pin, device::resolve));
    return versions;
  }

  /** The pipelines' models that are named by an alias. */
  private List<String> followed() {
    return pipelines.wanted().stream()
        .map(PipelineOptions.Wanted::model)
        .filter(uri -> ModelRef.parse(uri).alias().isPresent())
        .distinct()
        .toList();
  }

  private DetectionSettings settings(
      Map<String, Object> client, Map<String, ModelVersion> versions) {
    Map<String, ModelIdentity> pins = new LinkedHashMap<>();
    versions.forEach(
        (uri, version) -> {
          // An alias may soon resolve to another version.
          if (!followed().contains(uri)) {
            pins.put(version.uri(), version.identity());
          }
        });
    List<Pipeline> wanted =
        pipelines.wanted().stream()
            .map(
                one ->
                    new Pipeline(
                        one.topics(),
                        versions.get(one.model()).identity(),
                        Optional.of(one.model()).filter(followed()::contains)))
            .toList();
    return Settings.checked(
        () ->
            new DetectionSettings(
                client,
                applicationId,
                wanted,
                new FrameRules(
                    frames.maxAge(), pins, frames.onOutage(), false, frames.maxClockSkew()),
                stream.stream(),
                stream.batches()));
  }
}
