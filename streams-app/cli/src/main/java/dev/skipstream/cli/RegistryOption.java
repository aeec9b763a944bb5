package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.ArtifactCache;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.artifact.S3ArtifactStore;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.server.RegistryClient;
import dev.skipstream.registry.server.RemoteArtifactStore;
import dev.skipstream.registry.server.RemoteModelRegistry;
import dev.skipstream.registry.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where models are: shared by every command that needs one. */
final class RegistryOption {
  /** In the registry's log, as in a topic list. */
  static final String TOPIC = "models";

  private static final String FILE_SCHEME = "file:";
  private static final String KAFKA = "kafka";

  @Option(
      names = "--registry",
      paramLabel = "WHERE",
      defaultValue = "${sys:user.home}/.skipstream/registry",
      description =
          "a folder, as DIR or file:DIR; the topic 'models', as kafka:HOST:PORT,..., or as kafka"
              + " for the cluster of --bootstrap-server; or a"
              + " service ('models serve'), as http://HOST:PORT, with the token of"
              + " SKIPSTREAM_REGISTRY_TOKEN (default: ${DEFAULT-VALUE})")
  private String location;

  @Option(
      names = "--registry-config",
      paramLabel = "FILE",
      description = "Kafka client properties for a registry in Kafka, for TLS, SASL and the like")
  private Optional<Path> config;

  @Option(
      names = "--artifacts",
      paramLabel = "WHERE",
      description =
          "where the models' files are: a folder, or s3://BUCKET/PREFIX (default: the registry's"
              + " folder or service, or ~/.skipstream/registry where that is in Kafka)")
  private Optional<String> artifacts;

  @Option(
      names = "--artifact-cache",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.skipstream/cache",
      description = "keeps files that came from a bucket or a service (default: ${DEFAULT-VALUE})")
  private Path cache;

  @Option(
      names = "--artifact-cache-bytes",
      paramLabel = "BYTES",
      defaultValue = "10000000000",
      description = "as much of them, those that were used last (default: ${DEFAULT-VALUE})")
  private long cacheBytes;

  @Option(
      names = "--registry-ca",
      paramLabel = "FILE",
      description =
          "PEM, the authority that the certificate of a registry's service is from (default:"
              + " the platform's authorities)")
  private Optional<Path> authority;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The cluster to which "kafka" refers. */
  private Optional<KafkaCluster> cluster = Optional.empty();

  /** Makes "kafka" stand for the cluster that the command talks to anyway. */
  void isAt(KafkaCluster cluster) {
    this.cluster = Optional.of(cluster);
  }

  /** The registry, the caller's to close. */
  ModelRegistry open() {
    return service().isPresent() ? new RemoteModelRegistry(client()) : openLog();
  }

  /** The registry by its log, for what only those may do who have it. */
  LoggedModelRegistry openLog() {
    if (service().isPresent()) {
      throw new BadInputException(
          "--registry is '%s', a service: run this where that has its registry"
              .formatted(location));
    }
    Clock clock = Clock.systemUTC();
    return kafka()
        .map(cluster -> LoggedModelRegistry.onTopic(cluster.reach(), TOPIC, clock, Operator.name()))
        .orElseGet(() -> LoggedModelRegistry.inFolder(folder(), clock, Operator.name()));
  }

  /** As the user wrote it. */
  String location() {
    return location;
  }

  /**
   * The version that a model URI stands for; the model that comes with us is registered by that.
   */
  ModelVersion resolve(String uri) {
    try (ModelRegistry registry = open()) {
      return resolve(registry, uri);
    }
  }

  /** Resolves a model URI in a registry that is open already. */
  ModelVersion resolve(ModelRegistry registry, String uri) {
    ModelRef ref = ModelRef.parse(uri);
    registerBundled(registry, ref);
    return registry.resolve(ref);
  }

  /** Registers the bundled model where a reference is to it and the registry does not have it. */
  void registerBundled(ModelRegistry registry, ModelRef ref) {
    if (ref.name().equals(StreetModel.NAME) && StreetModel.isAbsent(registry.models())) {
      StreetModel.registerIn(registry, this);
    }
  }

  /** Makes an archive of a checkpoint and puts it into the artifact store. */
  ImportedDetector importCheckpoint(Path checkpoint, ImportSettings settings) throws IOException {
    // Where a store's folder is: moving the archive into it is then a rename.
    Files.createDirectories(workFolder());
    try (TemporaryFolder work = TemporaryFolder.create(workFolder(), ServerSettings.IMPORTS)) {
      ImportedDetector imported =
          new DetectorImporter(Clock.systemUTC())
              .importCheckpoint(checkpoint, settings, work.path().resolve("detector.pt"));
      artifacts().put(imported.archive(), imported.manifest().digest());
      return imported;
    }
  }

  /** Removes what imports left behind that were killed; returns how many. */
  int removeAbandonedImports(Instant before) throws IOException {
    return Files.isDirectory(workFolder())
        ? TemporaryFolder.removeAbandoned(workFolder(), ServerSettings.IMPORTS, before)
        : 0;
  }

  ArtifactStore artifacts() {
    if (isBucket()) {
      return S3ArtifactStore.at(URI.create(artifacts.get()), artifactCache());
    }
    return isServedTo()
        ? new RemoteArtifactStore(client(), artifactCache())
        : new FileSystemArtifactStore(workFolder());
  }

  private ArtifactCache artifactCache() {
    return new ArtifactCache(cache, cacheBytes);
  }

  /** Of the artifacts, or of their cache: where a file that is to be put is best made. */
  Path workFolder() {
    if (isBucket() || isServedTo()) {
      return cache;
    }
    return artifacts
        .map(Path::of)
        .orElseGet(
            () ->
                kafka().isPresent()
                    ? Path.of(System.getProperty("user.home"), ".skipstream", "registry")
                    : folder());
  }

  /** Returns true if the artifacts come from the registry's service. */
  private boolean isServedTo() {
    return artifacts.isEmpty() && service().isPresent();
  }

  private boolean isBucket() {
    return artifacts.filter(where -> where.startsWith("s3://")).isPresent();
  }

  private Path folder() {
    String path =
        location.startsWith(FILE_SCHEME) ? location.substring(FILE_SCHEME.length()) : location;
    if (path.contains("://")) {
      throw new BadInputException(
          "--registry is '%s': expected a folder, as DIR or file:DIR, or kafka, or kafka:HOST:PORT, or http://HOST:PORT"
              .formatted(location));
    }
    return Path.of(path);
  }

  private Optional<KafkaCluster> kafka() {
    if (location.equals(KAFKA)) {
      return Optional.of(cluster.orElseGet(() -> new KafkaCluster(servers(), config)));
    }
    if (location.startsWith(KAFKA + ":") && !location.contains("://")) {
      return Optional.of(new KafkaCluster(location.substring(KAFKA.length() + 1), config));
    }
    return Optional.empty();
  }

  /** The registry's service, where it is one. */
  private Optional<URI> service() {
    return location.matches("https?://.*") ? Optional.of(serviceUri()) : Optional.empty();
  }

  /** A command that has no option for the cluster takes the one that is configured for all. */
  private String servers() {
    return Configuration.of(command).all(KafkaOptions.SERVERS).orElse(KafkaOptions.DEFAULT_SERVERS);
  }

  private URI serviceUri() {
    try {
      return new URI(location);
    } catch (URISyntaxException e) {
      throw new BadInputException(
          "--registry is '%s': expected a URL, as http://HOST:PORT (%s)"
              .formatted(location, e.getReason()));
    }
  }

  private RegistryClient client() {
    return new RegistryClient(
        RegistryClient.Kind.REGISTRY,
        serviceUri(),
        Optional.ofNullable(System.getenv("SKIPSTREAM_REGISTRY_TOKEN")),
        authority);
  }
}
