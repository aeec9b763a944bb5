package dev.skipstream.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** How to reach the broker: shared by every command that talks to one. */
final class KafkaOptions {
  @Option(
      names = "--bootstrap-servers",
      defaultValue = "localhost:9092",
      paramLabel = "HOST:PORT",
      description = "the Kafka cluster (default: ${DEFAULT-VALUE})")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Kafka client properties, for TLS, SASL and the like")
  private Optional<Path> file;

  /** Client properties: those of the file, with the servers of the command line. */
  Map<String, Object> properties() {
    Map<String, Object> config = new HashMap<>();
    file.ifPresent(path -> read(path).forEach((key, value) -> config.put((String) key, value)));
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return config;
  }

  private static Properties read(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new BadInputException(
          "--kafka-config %s: cannot be read (%s)".formatted(path, e.getMessage()));
    }
    return properties;
  }
}
