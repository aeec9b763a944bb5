package dev.skipstream.demo;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.shadow.ShadowSettings;
import java.util.List;
import java.util.Optional;

/**
 * A model on its devices.
 *
 * @param devices at least one; closed with this object
 * @param updates how the model follows the alias that named it; of no alias where a number did
 * @param shadow the shadow model, which starts with its alias; its device is closed with this
 *     object
 */
public record LoadedModel(
    ModelIdentity identity,
    List<DeviceModels> devices,
    ModelUpdates updates,
    Optional<ShadowSettings> shadow)
    implements AutoCloseable {

  /** Loads the model of a demonstration, while its broker starts. */
  @FunctionalInterface
  public interface Loader {
    /** Blocks until the model is loaded on every device. */
    LoadedModel load();
  }

  @Override
  public void close() {
    shadow.ifPresent(second -> second.device().close());
    devices.forEach(DeviceModels::close);
  }
}
