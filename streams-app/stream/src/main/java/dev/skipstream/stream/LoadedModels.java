package dev.skipstream.stream;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;

/**
 * Models that are loaded already. Their creator closes them, after the stream has ended.
 *
 * @param devices at least one, each with every model that a pipeline or a pin names
 * @param updates how the models of aliases change while the stream runs
 * @param shadow the shadow model
 */
public record LoadedModels(
    List<DeviceModels> devices, ModelUpdates updates, Optional<ShadowSettings> shadow)
    implements StreamModels {

  public LoadedModels {
    devices = List.copyOf(devices);
  }

  /** Returns models that stay, without a shadow model. */
  public static LoadedModels of(List<DeviceModels> devices) {
    return new LoadedModels(devices, ModelUpdates.NONE, Optional.empty());
  }

  /** Returns models that change by {@code updates}, without a shadow model. */
  public static LoadedModels of(List<DeviceModels> devices, ModelUpdates updates) {
    return new LoadedModels(devices, updates, Optional.empty());
  }

  @Override
  public LoadedModels load(Telemetry telemetry) {
    return this;
  }

  @Override
  public void unload(LoadedModels loaded) {
    // They are the creator's.
  }

  /** Returns the ways in which the models compute, without the shadow model. */
  List<Computation> computations() {
    return devices.stream()
        .flatMap(device -> device.all().stream())
        .flatMap(detector -> detector.computation().stream())
        .distinct()
        .toList();
  }

  /** Closes the models of all devices. */
  void close() {
    shadow.ifPresent(second -> second.device().close());
    devices.forEach(DeviceModels::close);
  }
}
