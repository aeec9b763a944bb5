package dev.skipstream.cli;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.evaluation.CategoryCheck;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.ResultVersion;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.replay.Replay;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.replay.ReplayRequest;
import dev.skipstream.replay.ReplayTools;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.ModelMetrics;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.RangeBounds;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the range and the settings of a replay, shared by the commands that replay. */
final class ReplayOptions {
  @Mixin KafkaOptions kafka;
  @Mixin RangeOptions range;
  @Mixin DeviceOptions device;
  @Mixin DatarefOptions datarefs;
  @Mixin ImageLimitOptions images;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic of the image events (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description =
          "topic of the ground truth, whose categories are compared with the model's labels before"
              + " a replay (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Option(
      names = "--any-categories",
      description = "replay also when no category of the ground truth is a label of the model")
  boolean anyCategories;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "frames that a device takes at once: those of a group of N offsets, which are read twice"
              + " then (default: ${DEFAULT-VALUE})")
  int batchSize;

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      description =
          "frames a second at most, to leave broker and device to others (default: as fast as the"
              + " device allows)")
  Optional<Double> maxRate;

  /** The range that was asked for; what the topic holds where none was. */
  RangeBounds bounds() {
    return new RangeBounds(
        range.from(new RangeBound.Earliest()), range.to(new RangeBound.Latest()));
  }

  /**
   * Checks the options, so that the user sees their faults before the command connects to the
   * broker.
   */
  void check() {
    images.limits();
    batches();
    requireRate();
    bounds();
  }

  /**
   * Replays the range through a model, or takes up what is left of it; one that is done already is
   * not done again.
   *
   * @param bounds of the range
   * @param output topic of the detection events; without it the replay has one of its own
   * @param again whether to do once more what was done already
   */
  ReplayRun through(String model, RangeBounds bounds, Optional<String> output, boolean again) {
    device.registry.isAt(kafka.cluster());
    ImageLimits limits = images.limits();
    ModelVersion version = device.resolve(model);
    Map<String, Object> client = kafka.reach();
    ReplayRequest request =
        new ReplayRequest(
            topic,
            bounds.from(),
            bounds.to(),
            version.identity(),
            settings(version, limits),
            output,
            again);
    try (Replay replay = new Replay(client, request, new ReplayLog(client, ReplayLog.TOPIC))) {
      Optional<ReplayRun> before = replay.done();
      before.ifPresent(
          run ->
              System.err.printf("replay %s was done already, at %s%n", run.id(), run.startedAt()));
      return before.orElseGet(
          () -> {
            requireCategories(client, List.of(version));
            return run(replay, version, limits);
          });
    }
  }

  /**
   * Requires that the ground truth, where there is any, has a category that the models have.
   *
   * @throws BadInputException when it has none
   */
  void requireCategories(List<String> models) {
    device.registry.isAt(kafka.cluster());
    requireCategories(kafka.reach(), models.stream().map(device::resolve).toList());
  }

  private void requireCategories(Map<String, Object> client, List<ModelVersion> versions) {
    if (!anyCategories) {
      CategoryCheck check = CategoryCheck.read(client, groundTruth);
      versions.forEach(
          version -> check.require(version.uri(), version.manifest().labels().values()));
    }
  }

  private BatchSettings batches() {
    return Settings.checked(
        () ->
            new BatchSettings(
                batchSize, BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders()));
  }

  private void requireRate() {
    if (maxRate.isPresent() && !(maxRate.get() > 0 && Double.isFinite(maxRate.get()))) {
      throw new BadInputException(
          "--max-rate is %s: expected a number of frames a second, above 0"
              .formatted(maxRate.get()));
    }
  }

  private ReplayRun run(Replay replay, ModelVersion version, ImageLimits limits) {
    BatchSettings batches = batches();
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
          new ImageTools(images.decoder(), fetcher, datarefs.limit(), Optional.empty());
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
    // Two versions may have one archive and differ in these numbers only.
    Map<String, String> settings = new HashMap<>(device.settingsOf(version).byOption());
    settings.put("batch-size", Integer.toString(batchSize));
    settings.put("device", device.names());
    settings.put("max-image-bytes", Integer.toString(limits.maxBytes()));
    settings.put("max-pixels", Long.toString(limits.maxPixels()));
    settings.put("max-aspect", Double.toString(limits.maxAspect()));
    // A replay that another decoder began is another replay: it must not go on with this one.
    settings.put("result-version", Integer.toString(ResultVersion.CURRENT));
    settings.put("damaged", images.damaged().name().toLowerCase(Locale.ROOT));
    return settings;
  }
}
