package dev.skipstream.registry.location;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.ArtifactCache;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.artifact.ArtifactStores;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.location.RegistryPlace.Folder;
import dev.skipstream.registry.location.RegistryPlace.Service;
import dev.skipstream.registry.location.RegistryPlace.Topic;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.server.RegistryClient;
import dev.skipstream.registry.server.RemoteArtifactStore;
import dev.skipstream.registry.server.RemoteModelRegistry;
import dev.skipstream.registry.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * The location of a registry and of the archives of its models. Opens what the settings name;
 * registers nothing.
 *
 * <p>Threading: immutable. Each registry and store that it opens belongs to its caller.
 */
public final class RegistryLocation {
  /** The topic of a registry in Kafka. */
  public static final String TOPIC = "models";

  private final RegistrySettings settings;
  private final ArtifactStores stores;
  private final RegistryPlace place;

  /**
   * Parses the location, with the kinds of artifact stores that come with Skipstream; connects to
   * nothing.
   *
   * @throws InvalidLocationException when the location has an invalid form
   */
  public RegistryLocation(RegistrySettings settings) {
    this(settings, ArtifactStores.bundled());
  }

  /**
   * Parses the location; connects to nothing.
   *
   * @param stores the kinds of artifact stores, with those of the caller
   * @throws InvalidLocationException when the location has an invalid form
   */
  public RegistryLocation(RegistrySettings settings, ArtifactStores stores) {
    this.settings = settings;
    this.stores = stores;
    this.place = RegistryPlace.parse(settings.where());
  }

  /** Returns a location with the defaults of {@link RegistrySettings#of}. */
  public static RegistryLocation of(String where) {
    return new RegistryLocation(RegistrySettings.of(where));
  }

  /** Opens the registry; the caller closes it. */
  public ModelRegistry open() {
    return place instanceof Service service ? new RemoteModelRegistry(client(service)) : openLog();
  }

  /**
   * Opens the registry by its log, for the operations that a service does not offer; the caller
   * closes it.
   *
   * @throws InvalidLocationException when the location is a service
   */
  public LoggedModelRegistry openLog() {
    Clock clock = Clock.systemUTC();
    if (place instanceof Folder folder) {
      return LoggedModelRegistry.inFolder(folder.path(), clock, settings.operator());
    }
    if (place instanceof Topic topic) {
      return LoggedModelRegistry.onTopic(
          settings.kafka().clientOf(topic.servers()), TOPIC, clock, settings.operator());
    }
    throw new InvalidLocationException(
        "registry is '%s', a service: run this where that has its registry"
            .formatted(settings.where()));
  }

  /**
   * Returns the version that a model URI names at present.
   *
   * @throws dev.skipstream.registry.UnknownModelException when the registry has no such version
   */
  public ModelVersion resolve(String uri) {
    ModelRef ref = ModelRef.parse(uri);
    try (ModelRegistry registry = open()) {
      return registry.resolve(ref);
    }
  }

  /** Returns the store of the archives. */
  public ArtifactStore artifacts() {
    Optional<String> named = settings.artifacts();
    if (named.isPresent()) {
      return stores.open(named.get(), cache());
    }
    return place instanceof Service service
        ? new RemoteArtifactStore(client(service), cache())
        : new FileSystemArtifactStore(workFolder());
  }

  /**
   * Returns the folder of the archives, or of their cache. A new archive is made here: moving it
   * into the store is then a rename.
   */
  public Path workFolder() {
    Optional<String> named = settings.artifacts();
    if (named.isPresent()) {
      return stores.folder(named.get()).orElse(settings.cache());
    }
    if (place instanceof Service) {
      return settings.cache();
    }
    return place instanceof Folder folder ? folder.path() : settings.home();
  }

  /** Removes the temporary folders of imports that were killed; returns their number. */
  public int removeAbandonedImports(Instant before) throws IOException {
    return Files.isDirectory(workFolder())
        ? TemporaryFolder.removeAbandoned(workFolder(), ServerSettings.IMPORTS, before)
        : 0;
  }

  private ArtifactCache cache() {
    return new ArtifactCache(settings.cache(), settings.cacheBytes());
  }

  private RegistryClient client(Service service) {
    return new RegistryClient(
        RegistryClient.Kind.REGISTRY, service.uri(), settings.token(), settings.authority());
  }

  /** Returns the location as the settings have it. */
  @Override
  public String toString() {
    return settings.where();
  }
}
