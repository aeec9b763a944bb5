package com.example.http;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;
import dev.skipstream.async.PacedClients;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Asks an HTTP service for the score of each order in the topic {@code orders}, and writes it to
 * {@code scored-orders}: exactly one score for each order, in the order of the input.
 */
public final class ScoreOrders {
  private ScoreOrders() {}

  /** Takes {@code SERVERS SERVICE}, such as {@code localhost:9092 http://localhost:8080/score}. */
  public static void main(String[] args) {
    KafkaStreams streams =
        streams(
            Map.of(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                args[0],
                StreamsConfig.APPLICATION_ID_CONFIG,
                "score-orders"),
            URI.create(args[1]),
            "orders",
            "scored-orders");
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }

  // docs:topology
  /** Builds the program; the caller starts and closes it. */
  static KafkaStreams streams(
      Map<String, Object> cluster, URI service, String orders, String scores) {
    Credits credits = new Credits(32, 1 << 20); // at most 32 calls at once, for 1 MiB of orders

    Topology topology = new Topology();
    topology.addSource("orders", orders);
    topology.addProcessor(
        "score",
        new AsyncStage<>(
            "score",
            new HttpScore(service),
            credits,
            new AsyncStage.Limits(
                Duration.ofMillis(5), // how often it looks for answers while no order arrives
                Duration.ofSeconds(8), // for the answers that a commit waits for
                Duration.ofSeconds(8))), // for an order that waits for its turn
        "orders");
    topology.addSink("scores", scores, "score");

    // The clients poll for orders only while there is credit.
    PacedClients clients = new PacedClients(credits);
    return new KafkaStreams(topology, properties(cluster, clients), clients);
  }

  // docs:end

  private static Properties properties(Map<String, Object> cluster, PacedClients clients) {
    Properties properties = new Properties();
    properties.putAll(cluster);
    properties.putAll(clients.properties());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    // A commit waits for the calls in flight, so its thread stalls; another thread works meanwhile.
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
    // The stage looks for answers after a poll: a long poll delays them.
    properties.put(StreamsConfig.POLL_MS_CONFIG, 2);
    return properties;
  }
}
