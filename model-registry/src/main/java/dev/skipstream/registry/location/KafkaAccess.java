package dev.skipstream.registry.location;

import java.util.Map;
import java.util.Optional;

/** Supplies the client properties of the Kafka cluster that has a registry's topic. */
@FunctionalInterface
public interface KafkaAccess {

  /**
   * Returns client properties, with {@code bootstrap.servers}. May block until the cluster answers.
   *
   * @param servers {@code HOST:PORT,...} of the location; empty where the location is {@code kafka}
   *     alone
   */
  Map<String, Object> clientOf(Optional<String> servers);

  /** Returns access without security to the servers of the location. */
  static KafkaAccess plain() {
    return servers ->
        Map.of(
            "bootstrap.servers",
            servers.orElseThrow(
                () ->
                    new InvalidLocationException(
                        "registry is 'kafka': expected the servers too, as kafka:HOST:PORT")));
  }
}
