package dev.skipstream.app;

import dev.skipstream.broker.BrokerException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka cluster, as the user names one.
 *
 * @param file of Kafka client properties
 */
record KafkaCluster(String bootstrapServers, Optional<Path> file) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /**
   * Client properties: those of the file, with the servers of the command line. Returns once a
   * broker has answered, so that a wrong address is an error at once and not a client that tries
   * for ever.
   *
   * @throws BrokerException when none answers
   */
  Map<String, Object> reach() {
    Map<String, Object> config = properties();
    Map<String, Object> probe = new HashMap<>(config);
    int timeout = Math.toIntExact(ANSWER_WITHIN.toMillis());
    probe.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    probe.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    try (Admin admin = Admin.create(probe)) {
      admin.describeCluster().clusterId().get();
      return config;
    } catch (ExecutionException e) {
      throw new BrokerException(
          "no broker answers at %s within %d s (%s); start one with 'skipstream broker', or say where it is with --bootstrap-servers"
              .formatted(bootstrapServers, ANSWER_WITHIN.toSeconds(), e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for " + bootstrapServers, e);
    }
  }

  private Map<String, Object> properties() {
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
          "Kafka client properties %s: cannot be read (%s)".formatted(path, e.getMessage()));
    }
    return properties;
  }
}
