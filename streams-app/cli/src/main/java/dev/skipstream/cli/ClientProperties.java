package dev.skipstream.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@code --command-config}: how to reach the cluster, and tuning. Settings that carry a
 * guarantee are rejected by name.
 */
final class ClientProperties {
  private static final Logger LOG = LoggerFactory.getLogger(ClientProperties.class);

  /** A client of Kafka Streams takes settings under its own prefix before those without one. */
  private static final List<String> PREFIXES =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  /** The settings of a provider of values, such as secrets in files: its class defines them. */
  private static final String PROVIDERS = AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".";

  private static final List<ConfigDef> DEFINITIONS =
      List.of(
          StreamsConfig.configDef(),
          ConsumerConfig.configDef(),
          ProducerConfig.configDef(),
          AdminClientConfig.configDef());

  private ClientProperties() {}

  /**
   * Reads a file; logs a warning for each setting that Kafka does not have.
   *
   * @throws BadInputException when it cannot be read, when it has a setting that carries a
   *     guarantee, or when a value is not valid
   */
  static Map<String, Object> read(Path path) {
    Properties properties = load(path);
    Map<String, Object> settings = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      settings.put(name, properties.getProperty(name));
    }
    settings.forEach((name, value) -> check(path, name, value.toString()));
    if (settings.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) != null) {
      LOG.warn(
          "{}: bootstrap.servers is ignored; the servers are those of --bootstrap-server", path);
    }
    return settings;
  }

  private static Properties load(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      // The second for an escape that is none.
      throw new BadInputException(
          "Kafka client properties %s: cannot be read (%s); expected a file of Java properties in UTF-8"
              .formatted(path, e));
    }
    return properties;
  }

  private static void check(Path path, String name, String value) {
    String base = withoutPrefix(name);
    Optional<String> rejection = GuaranteeSettings.rejection(base);
    if (rejection.isPresent()) {
      throw new BadInputException(
          "Kafka client properties %s: %s is rejected, for it carries a guarantee: %s; remove it from the file"
              .formatted(path, name, rejection.get()));
    }
    Optional<ConfigDef.ConfigKey> key = keyOf(base);
    if (key.isEmpty()) {
      if (name.startsWith(PROVIDERS)) {
        return;
      }
      LOG.warn("{}: Kafka has no setting {}; it has no effect. Check its spelling", path, name);
      return;
    }
    try {
      Object parsed = ConfigDef.parseType(name, value, key.get().type);
      if (key.get().validator != null) {
        key.get().validator.ensureValid(name, parsed);
      }
    } catch (ConfigException e) {
      String shown = key.get().type == ConfigDef.Type.PASSWORD ? "[hidden]" : value;
      throw new BadInputException(
          "Kafka client properties %s: %s is '%s': expected %s; %s"
              .formatted(
                  path,
                  name,
                  shown,
                  article(key.get().type),
                  key.get().type == ConfigDef.Type.PASSWORD ? "" : e.getMessage()));
    }
  }

  private static String article(ConfigDef.Type type) {
    return switch (type) {
      case BOOLEAN -> "true or false";
      case INT, SHORT, LONG -> "a whole number that the setting allows";
      case DOUBLE -> "a number that the setting allows";
      case LIST -> "a list that the setting allows";
      case CLASS -> "the name of a class on the class path";
      case STRING, PASSWORD -> "a value that the setting allows";
    };
  }

  private static String withoutPrefix(String name) {
    return PREFIXES.stream()
        .filter(name::startsWith)
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }

  private static Optional<ConfigDef.ConfigKey> keyOf(String base) {
    return DEFINITIONS.stream()
        .map(definition -> definition.configKeys().get(base))
        .filter(key -> key != null)
        .findFirst();
  }
}
