package dev.skipstream.health;

import dev.skipstream.telemetry.StreamHealth;
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
  /**
   * One model.
   *
   * @param warm true if it is loaded and warmed up on every device
   */
  record Model(String name, int version, String digest, boolean warm) {}

  /** Returns the answer of a stream. Its status is asked once: code and body agree. */
  static HealthAnswer answer(StreamHealth health) {
    StreamHealth.Status status = health.status();
    return new HealthAnswer(
        health.isLive(), status == StreamHealth.Status.READY, of(health, status));
  }

  private static HealthBody of(StreamHealth health, StreamHealth.Status status) {
    boolean warm = health.isWarm();
    return new HealthBody(
        status.name().toLowerCase(Locale.ROOT),
        health.streams().name(),
        health.liveThreads(),
        health.models().stream()
            .map(model -> new Model(model.name(), model.version(), model.digest(), warm))
            .toList());
  }
}
