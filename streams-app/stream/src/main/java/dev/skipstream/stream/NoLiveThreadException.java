package dev.skipstream.stream;

import org.apache.kafka.streams.KafkaStreams.State;

/** All stream threads are dead, and none said of what. */
final class NoLiveThreadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoLiveThreadException(State state) {
    super(
        "no stream thread is alive though Kafka Streams is %s; the log shows what each of them died of"
            .formatted(state));
  }
}
