package dev.skipstream.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.telemetry.StreamHealth;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * The answer to a health probe, as JSON: why an instance is not ready is said here.
 *
 * @param status starting, ready or stopping
 * @param streams Kafka Streams' own state
 * @param threads stream threads that are alive
 * @param models all that the app has or is to have
 */
record HealthBody(String status, String streams, int threads, List<Model> models) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * One model.
   *
   * @param warm true if it is loaded and warmed up on every device
   */
  record Model(String name, int version, String digest, boolean warm) {}

  static HealthBody of(StreamHealth health, StreamHealth.Status status) {
    boolean warm = health.isWarm();
    return new HealthBody(
        status.name().toLowerCase(Locale.ROOT),
        health.streams().name(),
        health.liveThreads(),
        health.models().stream()
            .map(model -> new Model(model.name(), model.version(), model.digest(), warm))
            .toList());
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
