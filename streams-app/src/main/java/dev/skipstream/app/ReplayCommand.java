package dev.skipstream.app;

import dev.skipstream.broker.RangeBound;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.replay.Replay;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.replay.ReplayRequest;
import dev.skipstream.replay.ReplayTools;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.topology.BatchSettings;
import dev.skipstream.topology.ImageTools;
import dev.skipstream.topology.ModelMetrics;
import dev.skipstream.topology.StreamSettings;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "replay",
    description = {
      "Replays a range of a recorded topic through a model, by the topology that serves, to a topic of its own.",
      "One that was cut short goes on where it was; one that is done is not done again. 'replay list' lists them."
    },
    footer = {
      "",
      "Examples: skipstream replay --model models:/street/3 --from-datetime 2026-11-23T10:00:00.000",
      "          skipstream replay --model models:/street@challenger --by-duration 1h --max-rate 20"
    },
    subcommands = ReplayListCommand.class)
final class ReplayCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin RangeOptions range;
  @Mixin DeviceOptions device;
  @Mixin DatarefOptions datarefs;
  @Mixin ImageLimitOptions images;

  @Option(
      names = "--model",
      paramLabel = "URI",
      description =
          "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest; looks at every frame, whatever its event asks for")
  Optional<String> model;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic of the image events (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--output",
      paramLabel = "TOPIC",
      description =
          "topic of the detection events, for this replay alone (default: detections.replay.ID); dead letters go to TOPIC.dead-letters")
  Optional<String> output;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "frames that a device takes at once: those of a group of N offsets, which are read twice then (default: ${DEFAULT-VALUE})")
  int batchSize;

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      description =
          "frames a second at most, to leave broker and device to others (default: as fast as the device allows)")
  Optional<Double> maxRate;

  @Option(
      names = "--again",
      description = "do once more what was done already, to topics of the new run's own")
  boolean again;

  @Option(names = "--json", description = "print the replay's record, one JSON document")
  boolean json;

  @Override
  public Integer call() {
    if (model.isEmpty()) {
      throw new BadInputException("no model: expected --model models:/NAME/VERSION");
    }
    ImageLimits limits = images.limits();
    // Before the broker is waited for: what is wrong with these is told at once.
    BatchSettings batches =
        Settings.checked(
            () ->
                new BatchSettings(
                    batchSize, BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders()));
    requireRate();
    RangeBound from = range.from(new RangeBound.Earliest());
    RangeBound to = range.to(new RangeBound.Latest());
    device.registry.isAt(kafka.cluster());
    ModelVersion version = device.resolve(model.get());
    Map<String, Object> client = kafka.reach();
    ReplayRequest request =
        new ReplayRequest(
            topic, from, to, version.identity(), settings(version, limits), output, again);
    try (Replay replay = new Replay(client, request, new ReplayLog(client, ReplayLog.TOPIC))) {
      Optional<ReplayRun> before = replay.done();
      before.ifPresent(
          run ->
              System.err.printf(
                  "replay %s was done already, at %s; --again does it once more%n",
                  run.id(), run.startedAt()));
      print(before.orElseGet(() -> run(replay, version, limits, batches)));
    }
    return ExitCode.DONE.status();
  }

  private void requireRate() {
    if (maxRate.isPresent() && !(maxRate.get() > 0 && Double.isFinite(maxRate.get()))) {
      throw new BadInputException(
          "--max-rate is %s: expected a number of frames a second, above 0"
              .formatted(maxRate.get()));
    }
  }

  private ReplayRun run(
      Replay replay, ModelVersion version, ImageLimits limits, BatchSettings batches) {
    System.err.printf(
        "replay %s; should it be cut short, the same range goes on with: %s%n",
        replay.id(), replay.range());
    List<DeviceModels> devices =
        device.loadAll(List.of(version), new ModelMetrics(new CompositeMeterRegistry()));
    try (ImageFetcher fetcher = datarefs.fetcher(limits.maxBytes());
        Progress progress =
            Progress.of("replay", OptionalLong.of(replay.length()), replay.before())) {
      // No journal of frames under way: three kills of a replay would make dead letters of them.
      ImageTools tools =
          new ImageTools(new ImageDecoder(limits), fetcher, datarefs.limit(), Optional.empty());
      return replay.run(
          new ReplayTools(
              tools,
              devices,
              StreamSettings.DEFAULT,
              batches.size(),
              batches.decoders(),
              maxRate.map(OptionalDouble::of).orElse(OptionalDouble.empty())),
          progress::stepTo);
    } finally {
      devices.forEach(DeviceModels::close);
    }
  }

  /** Whatever the detections depend on beside the model and the frames. */
  private Map<String, String> settings(ModelVersion version, ImageLimits limits) {
    DetectorSettings detector = device.settingsOf(version);
    Map<String, String> settings = new HashMap<>();
    settings.put("batch-size", Integer.toString(batchSize));
    settings.put("device", device.names());
    settings.put("min-size", Integer.toString(detector.minSize()));
    settings.put("max-size", Integer.toString(detector.maxSize()));
    settings.put("proposals", Integer.toString(detector.proposals()));
    settings.put("score-threshold", Double.toString(detector.scoreThreshold()));
    settings.put("max-image-bytes", Integer.toString(limits.maxBytes()));
    settings.put("max-pixels", Long.toString(limits.maxPixels()));
    settings.put("max-aspect", Double.toString(limits.maxAspect()));
    return settings;
  }

  private void print(ReplayRun run) {
    System.out.println(json ? Json.document(run) : ReplayView.page(run));
  }
}
