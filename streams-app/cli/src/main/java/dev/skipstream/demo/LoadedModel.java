package dev.skipstream.demo;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;

/**
 * A model on its devices.
 *
 * @param devices at least one; closed with this object
 * @param updates how the model follows the alias that named it; of no alias where a number did
 */
public record LoadedModel(ModelIdentity identity, List<DeviceModels> devices, ModelUpdates updates)
    implements AutoCloseable {

  /** Loads the model of a demonstration, while its broker starts. */
  @FunctionalInterface
  public interface Loader {
    /** Blocks until the model is loaded on every device. */
    LoadedModel load();
  }

  @Override
  public void close() {
    devices.forEach(DeviceModels::close);
  }
}
