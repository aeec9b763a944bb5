package dev.skipstream.cli;

import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.location.RegistrySettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the location of the registry: shared by every command that needs a model. */
final class RegistryOption {
  @Option(
      names = "--registry",
      paramLabel = "WHERE",
      defaultValue = "${sys:user.home}/.skipstream/registry",
      description =
          "a folder, as DIR or file:DIR; the topic 'models', as kafka:HOST:PORT,..., or as kafka"
              + " for the cluster of --bootstrap-server; or a"
              + " service ('models serve'), as http://HOST:PORT, with the token of"
              + " SKIPSTREAM_REGISTRY_TOKEN (default: ${DEFAULT-VALUE})")
  private String where;

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

  /**
   * Returns the location; {@code kafka} is the cluster that is configured for all commands.
   *
   * @throws dev.skipstream.registry.location.InvalidLocationException when {@code --registry} has
   *     an invalid form
   */
  RegistryLocation location() {
    return location(Operator.name());
  }

  /**
   * Returns the location; {@code kafka} is the cluster that the command uses anyway.
   *
   * @throws dev.skipstream.registry.location.InvalidLocationException when {@code --registry} has
   *     an invalid form
   */
  RegistryLocation location(KafkaCluster cluster) {
    return location(() -> cluster, Operator.name());
  }

  /** Returns the location, for an operator whom the registry's log names. */
  RegistryLocation location(String operator) {
    return location(() -> new KafkaCluster(servers(), config), operator);
  }

  /** Returns the location in the command's cluster, for an operator. */
  RegistryLocation location(KafkaCluster cluster, String operator) {
    return location(() -> cluster, operator);
  }

  private RegistryLocation location(Supplier<KafkaCluster> cluster, String operator) {
    return new RegistryLocation(
        new RegistrySettings(
            where,
            servers ->
                servers.map(named -> new KafkaCluster(named, config)).orElseGet(cluster).reach(),
            Optional.ofNullable(System.getenv("SKIPSTREAM_REGISTRY_TOKEN")),
            authority,
            artifacts,
            RegistrySettings.DEFAULT_HOME,
            cache,
            cacheBytes,
            operator));
  }

  /** A command that has no option for the cluster takes the one that is configured for all. */
  private String servers() {
    return Configuration.of(command).all(KafkaOptions.SERVERS).orElse(KafkaOptions.DEFAULT_SERVERS);
  }
}
