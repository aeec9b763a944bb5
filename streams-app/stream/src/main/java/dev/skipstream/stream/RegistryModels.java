package dev.skipstream.stream;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.model.ComputeChoice;
import dev.skipstream.model.DjlModelLoader;
import dev.skipstream.model.GpuMemory;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.SwapRoom;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.telemetry.ModelMetrics;
import dev.skipstream.telemetry.Telemetry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models of a registry, by their URIs. Resolves the URIs at once, so that a wrong one fails before
 * the broker is asked; loads the archives when the stream asks for them.
 *
 * <p>Threading: immutable.
 */
public final class RegistryModels implements StreamModels {
  private final ModelSettings settings;
  private final List<PipelineSettings> wanted;

  /** The versions of pipelines and pins at the start, by the URI of each. */
  private final Map<String, ModelVersion> versions;

  private final Optional<ModelVersion> shadowVersion;

  private RegistryModels(
      ModelSettings settings,
      List<PipelineSettings> wanted,
      Map<String, ModelVersion> versions,
      Optional<ModelVersion> shadowVersion) {
    this.settings = settings;
    this.wanted = List.copyOf(wanted);
    this.versions = versions;
    this.shadowVersion = shadowVersion;
  }

  /** Resolves the models of pipelines. */
  public static RegistryModels resolve(ModelSettings settings, PipelineSettings... pipelines) {
    return resolve(settings, List.of(pipelines), List.of());
  }

  /**
   * Resolves the models of pipelines and pins, and the shadow model.
   *
   * @param pins URIs of further versions that an image event may request
   * @throws dev.skipstream.registry.InvalidModelException when a URI is invalid
   * @throws dev.skipstream.registry.UnknownModelException when the registry has no such version
   * @throws dev.skipstream.registry.RegistryUnavailableException when the registry does not answer
   */
  public static RegistryModels resolve(
      ModelSettings settings, List<PipelineSettings> pipelines, Collection<String> pins) {
    try (ModelRegistry registry = settings.registry().open()) {
      Optional<ModelVersion> shadow =
          settings.shadow().flatMap(second -> versionOf(registry, ModelRef.parse(second.model())));
      Map<String, ModelVersion> versions = new LinkedHashMap<>();
      pipelines.forEach(
          one ->
              versions.computeIfAbsent(one.model(), uri -> registry.resolve(ModelRef.parse(uri))));
      pins.forEach(
          pin -> versions.computeIfAbsent(pin, uri -> registry.resolve(ModelRef.parse(uri))));
      return new RegistryModels(settings, pipelines, versions, shadow);
    }
  }

  /** Returns the version of the shadow model; none while its alias does not exist. */
  private static Optional<ModelVersion> versionOf(ModelRegistry registry, ModelRef reference) {
    if (reference.alias().isPresent()
        && !registry.model(reference.name()).aliases().containsKey(reference.alias().get())) {
      return Optional.empty();
    }
    return Optional.of(registry.resolve(reference));
  }

  /** Returns the pipelines with the versions that their URIs name at the start. */
  public List<Pipeline> pipelines() {
    return wanted.stream()
        .map(
            one ->
                new Pipeline(
                    one.topics(),
                    versions.get(one.model()).identity(),
                    Optional.of(one.model()).filter(followed()::contains)))
        .toList();
  }

  /** Returns the versions that an image event may request, by their URI with the number. */
  public Map<String, ModelIdentity> pins() {
    Map<String, ModelIdentity> pins = new LinkedHashMap<>();
    versions.forEach(
        (uri, version) -> {
          // An alias may soon resolve to another version.
          if (!followed().contains(uri)) {
            pins.put(version.uri(), version.identity());
          }
        });
    return pins;
  }

  /** Returns the models at the start, without the shadow model. */
  public List<ModelIdentity> identities() {
    return versions.values().stream().map(ModelVersion::identity).distinct().toList();
  }

  @Override
  public LoadedModels load(Telemetry telemetry) {
    ModelMetrics metrics = new ModelMetrics(telemetry.meters());
    DjlModelLoader loader = loader(settings.devices(), metrics);
    // Measures the memory that is free before the first model is loaded.
    SwapRoom room = new SwapRoom(new GpuMemory(), TorchDevice.namesOf(settings.devices()));
    List<DeviceModels> devices = loader.loadAll(versions.values().stream().distinct().toList());
    ModelUpdates updates =
        new ModelUpdates(
            settings.registry()::open,
            followed(),
            loader,
            ModelUpdates.STATUS_TOPIC,
            room,
            settings.pauseToSwap());
    try {
      return new LoadedModels(
          devices, updates, settings.shadow().map(second -> shadow(second, metrics)));
    } catch (RuntimeException e) {
      devices.forEach(DeviceModels::close);
      throw e;
    }
  }

  @Override
  public void unload(LoadedModels loaded) {
    loaded.close();
  }

  private ShadowSettings shadow(ShadowModel second, ModelMetrics metrics) {
    DjlModelLoader loader =
        loader(List.of(second.device().orElse(settings.devices().get(0))), metrics);
    return new ShadowSettings(
        second.model(),
        shadowVersion.map(ModelVersion::identity),
        loader.loadAll(shadowVersion.stream().toList()).get(0),
        new ModelUpdates(
                settings.registry()::open,
                isAlias(second.model()) ? List.of(second.model()) : List.of(),
                loader,
                ModelUpdates.STATUS_TOPIC)
            .unloadingDeleted(),
        second.share(),
        second.topic());
  }

  private DjlModelLoader loader(List<TorchDevice> devices, ModelMetrics metrics) {
    return new DjlModelLoader(
        settings.registry().artifacts(),
        devices,
        settings.sizing(),
        new ComputeChoice(settings.compute(), settings.sizing(), metrics::checkFailed),
        metrics::loaded);
  }

  /** Returns the aliases of pipelines, whose moves the stream follows. */
  private List<String> followed() {
    return wanted.stream()
        .map(PipelineSettings::model)
        .filter(RegistryModels::isAlias)
        .distinct()
        .toList();
  }

  private static boolean isAlias(String uri) {
    return ModelRef.parse(uri).alias().isPresent();
  }
}
