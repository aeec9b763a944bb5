package dev.skipstream.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for the connection to the broker, shared by every command that uses one. */
final class KafkaOptions {
  static final String SERVERS = "bootstrap-server";
  static final String DEFAULT_SERVERS = "localhost:9092";

  @Option(
      names = "--" + SERVERS,
      defaultValue = DEFAULT_SERVERS,
      paramLabel = "HOST:PORT",
      description = "the Kafka cluster (default: ${DEFAULT-VALUE})")
  private String bootstrapServers;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "file of Kafka client properties, for TLS, SASL and tuning")
  private Optional<Path> file;

  /** Returns the client properties of {@link KafkaCluster#reach}. */
  Map<String, Object> reach() {
    return cluster().reach();
  }

  KafkaCluster cluster() {
    return new KafkaCluster(bootstrapServers, file);
  }
}
