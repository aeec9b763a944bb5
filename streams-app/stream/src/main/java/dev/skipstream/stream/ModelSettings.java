package dev.skipstream.stream;

import dev.skipstream.model.ComputeSettings;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The settings of models from a registry.
 *
 * @param registry has the models
 * @param devices each gets every model
 * @param sizing returns the settings to run with, of those of a version's manifest
 * @param compute the number format
 * @param pauseToSwap unloads a version before the next one is loaded where a GPU has no room for
 *     both, and pauses the stream meanwhile; otherwise the next one is refused
 * @param shadow the shadow model
 */
public record ModelSettings(
    RegistryLocation registry,
    List<TorchDevice> devices,
    UnaryOperator<DetectorSettings> sizing,
    ComputeSettings compute,
    boolean pauseToSwap,
    Optional<ShadowModel> shadow) {

  public ModelSettings {
    devices = List.copyOf(devices);
  }

  /** Returns settings without a shadow model, with the settings of each version's manifest. */
  public static ModelSettings of(RegistryLocation registry, TorchDevice... devices) {
    return new ModelSettings(
        registry,
        List.of(devices),
        UnaryOperator.identity(),
        ComputeSettings.auto(),
        false,
        Optional.empty());
  }
}
