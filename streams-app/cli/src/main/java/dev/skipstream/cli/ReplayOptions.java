package dev.skipstream.cli;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.replay.ReplayRunner;
import dev.skipstream.replay.ReplaySettings;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.RangeBounds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for a replay: shared by the commands that replay. */
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
    requireBatches();
    requireRate();
    bounds();
  }

  /** Returns the runner of replays on the cluster; it shows their progress. */
  ReplayRunner runner() {
    return new ReplayRunner(
        kafka.reach(),
        version -> device.replayLoader(registry()).loadAll(List.of(version)),
        new ReplayProgress());
  }

  /**
   * Returns the settings of a replay.
   *
   * @param uri of the model
   * @param bounds of the range
   * @param output topic of the detection events; without it the replay has one of its own
   * @param again repeat a complete replay
   */
  ReplaySettings settings(String uri, RangeBounds bounds, Optional<String> output, boolean again) {
    RegistryLocation registry = registry();
    StreetModel.offer(registry, uri);
    ModelVersion version = registry.resolve(uri);
    return new ReplaySettings(
        topic,
        bounds,
        version,
        device.sizing.overrides(),
        device.compute().name(),
        TorchDevice.namesOf(device.devices()),
        images.limits(),
        images.damaged(),
        datarefs.settings(images.limits().maxBytes()),
        batchSize,
        maxRate.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        anyCategories ? Optional.empty() : Optional.of(groundTruth),
        output,
        again);
  }

  /** Returns the registry; {@code kafka} is the cluster of the replay. */
  RegistryLocation registry() {
    return device.registry.location(kafka.cluster());
  }

  private void requireBatches() {
    Settings.checked(
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
}
