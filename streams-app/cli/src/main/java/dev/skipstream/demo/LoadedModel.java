package dev.skipstream.demo;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;

/**
 * A model on its devices.
 *
 * @param devices at least one; closed with this object
 */
public record LoadedModel(ModelIdentity identity, List<DeviceModels> devices)
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
