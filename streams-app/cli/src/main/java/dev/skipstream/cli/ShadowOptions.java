package dev.skipstream.cli;

import ai.djl.Device;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.telemetry.ModelMetrics;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the shadow model. */
final class ShadowOptions {
  @Option(
      names = "--shadow",
      paramLabel = "URI",
      description =
          "shadow model, which runs on frames after the first model while no frame is in"
              + " flight; its detections go to --shadow-output, at most once")
  private Optional<String> uri;

  @Option(
      names = "--shadow-share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "share of the frames that the shadow model is offered, from 0 to 1; it drops those for"
              + " which there is no time (default: ${DEFAULT-VALUE})")
  private double share;

  @Option(
      names = "--shadow-output",
      paramLabel = "TOPIC",
      defaultValue = "detections.shadow",
      description =
          "topic of its detections, created if it does not exist (default: ${DEFAULT-VALUE})")
  private String topic;

  @Option(
      names = "--shadow-device",
      paramLabel = "DEVICE",
      description =
          "cpu or gpu:N; on a device other than the stream's it takes no time from the stream"
              + " (default: the first of --device)")
  private Optional<String> device;

  /** The second model, loaded; nothing where none is wanted. The caller closes its device. */
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
