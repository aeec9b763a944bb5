package dev.skipstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker of one node (KRaft, broker and controller in one) in this JVM. What it stores
 * stays in its folder and is there again after a restart.
 *
 * <p>Threading: {@link #start} and {@link #close} block until the broker is up or down; the broker
 * runs on threads of its own. Needs the broker's jars, which the app's class path does not have:
 * see {@link BrokerProcess}.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String NODE_ID = "1";
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final Listener listener;

  private EmbeddedBroker(KafkaRaftServer server, Listener listener) {
    this.server = server;
    this.listener = listener;
  }

  /**
   * Starts a broker.
   *
   * @param data the folder of its log segments and metadata; created if absent, reused if present
   * @param listener the listener for clients; the controller accepts connections of this machine
   *     only
   */
  public static EmbeddedBroker start(Path data, Listener listener) throws IOException {
    return start(data, listener, Map.of());
  }

  /**
   * Starts a broker with settings that override the default ones, by their names in Kafka's
   * documentation.
   */
  static EmbeddedBroker start(Path data, Listener listener, Map<String, String> overrides)
      throws IOException {
    Listener chosen = listener.port() == 0 ? listener.withPort(freePort()) : listener;
    int controllerPort = freePort();
    Properties properties = singleNode(data, chosen, controllerPort);
    properties.putAll(overrides);
    Files.createDirectories(data);
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(data);
    }
    if (CrashedBroker.isIn(data)) {
      CrashedBroker.fence(properties, controllerListener(controllerPort));
    }
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(server, chosen);
  }

  /** Returns the value of {@code bootstrap.servers} for clients. */
  public String bootstrapServers() {
    return listener.advertised();
  }

  /** Stops the broker and waits until its files are closed. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Properties singleNode(Path data, Listener listener, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", NODE_ID);
    p.put(
        "listeners",
        "PLAINTEXT://%s,%s".formatted(listener.bound(), controllerListener(controllerPort)));
    p.put("advertised.listeners", "PLAINTEXT://" + listener.advertised());
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("controller.listener.names", CONTROLLER);
    p.put("inter.broker.listener.name", "PLAINTEXT");
    // A static voter, not one in the metadata log: the controller's port differs from start to
    // start.
    p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.put("log.dirs", data.toString());
    p.put("auto.create.topics.enable", "false");

    for (String internal :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      p.put(internal + ".replication.factor", "1");
      p.put(internal + ".num.partitions", "4");
    }
    p.put("transaction.state.log.min.isr", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    // A lower bound of what clients may ask for; 6 s by default. Tests that kill a process wait for
    // the end of its session.
    p.put("group.min.session.timeout.ms", "1000");
    // With group.protocol=streams the broker says how long a crashed instance's partitions wait;
    // 45 s by default. As with the classic protocol, where our clients say it.
    p.put("group.streams.initial.rebalance.delay.ms", "0");
    p.put("group.streams.min.session.timeout.ms", "6000");
    p.put("group.streams.session.timeout.ms", "6000");
    p.put("group.streams.min.heartbeat.interval.ms", "1500");
    p.put("group.streams.heartbeat.interval.ms", "1500");
    // A crashed member's open transaction blocks readers until this scan aborts it; 10 s by
    // default.
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    p.put("num.network.threads", "2");
    p.put("num.io.threads", "2");
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    p.put("offsets.topic.segment.bytes", Integer.toString(8 << 20));
    p.put("transaction.state.log.segment.bytes", Integer.toString(8 << 20));
    return p;
  }

  private static String controllerListener(int port) {
    return "%s://127.0.0.1:%d".formatted(CONTROLLER, port);
  }

  private static void format(Path data) throws IOException {
    Formatter formatter = new Formatter();
    formatter
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(Integer.parseInt(NODE_ID))
        .addDirectory(data.toString())
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName(CONTROLLER)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IOException("broker folder %s cannot be formatted: %s".formatted(data, e), e);
    }
  }

  /** The broker does not tell which port it bound, so the port is chosen before. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
