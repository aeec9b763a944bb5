package dev.skipstream.app;

import ai.djl.Device;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.topology.ModelMetrics;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A second model that looks on. */
final class ShadowOptions {
  @Option(
      names = "--shadow",
      paramLabel = "URI",
      description =
          "a second model, which looks at frames after the first while nothing else is under way; its detections go to --shadow-output, at most once")
  private Optional<String> uri;

  @Option(
      names = "--shadow-share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "of the frames, from 0 to 1, that it is offered; it passes over those for which there is no time (default: ${DEFAULT-VALUE})")
  private double share;

  @Option(
      names = "--shadow-output",
      paramLabel = "TOPIC",
      defaultValue = "detections.shadow",
      description = "made when it is missing (default: ${DEFAULT-VALUE})")
  private String topic;

  @Option(
      names = "--shadow-device",
      paramLabel = "DEVICE",
      description =
          "cpu or gpu:N; on another device than the stream's it costs that no time (default: the first of --device)")
  private Optional<String> device;

  /**
   * The second model, loaded; nothing where none is wanted. Its device is the caller's to close.
   */
  Optional<ShadowSettings> load(DeviceOptions devices, ModelMetrics metrics) {
    return uri.map(wanted -> load(wanted, devices, metrics));
  }

  private ShadowSettings load(String wanted, DeviceOptions devices, ModelMetrics metrics) {
    List<Device> place = devices.one(device);
    ModelVersion version = devices.resolve(wanted);
    DeviceModels loaded = devices.loadAll(List.of(version), place, metrics).get(0);
    List<String> followed =
        ModelRef.parse(wanted).alias().isPresent() ? List.of(wanted) : List.of();
    return new ShadowSettings(
        wanted,
        version.identity(),
        loaded,
        new ModelUpdates(
            devices.registry::open,
            followed,
            devices.loader(place, metrics),
            ModelUpdates.STATUS_TOPIC),
        share,
        topic);
  }

  /** Checks the options before anything is loaded or waited for. */
  void check(DeviceOptions devices) {
    if (!(share > 0 && share <= 1)) {
      throw new BadInputException(
          "--shadow-share is %s: expected more than 0, and 1 at most".formatted(share));
    }
    uri.ifPresent(devices::resolve);
  }
}
