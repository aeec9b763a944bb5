package dev.skipstream.cli;

import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ClusterFault;
import dev.skipstream.topics.ListenerProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * A Kafka cluster, as the user names one.
 *
 * @param file of Kafka client properties
 */
record KafkaCluster(String bootstrapServers, Optional<Path> file) {
  /** A broker that starts on a busy machine accepts connections long before it answers. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private static final Duration PROBE_AFTER = Duration.ofSeconds(3);

  /** The further time for a port at which nothing listens: a broker may be about to start. */
  private static final Duration LISTENS_WITHIN = Duration.ofSeconds(7);

  /**
   * Client properties: those of the file, with the servers of the command line. Returns once a
   * broker has answered, so that a wrong address is an error at once and not a client that tries
   * for ever.
   *
   * @throws BadInputException when the servers or the file are not valid
   * @throws BrokerException when none answers; says why and what to do
   */
  Map<String, Object> reach() {
    List<ServerAddress> servers = ServerAddress.parse(bootstrapServers);
    Map<String, Object> config = new HashMap<>();
    file.ifPresent(path -> config.putAll(ClientProperties.read(path)));
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    ServerAddress.requireOneResolves(servers);
    Map<String, Object> probe = new HashMap<>(config);
    int timeout = Math.toIntExact(ANSWER_WITHIN.toMillis());
    probe.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    probe.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    Admin admin = admin(probe);
    try {
      KafkaFuture<String> answer = admin.describeCluster().clusterId();
      awaitOrProbe(answer, servers, config);
      return config;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new BrokerException(
          ClusterFault.explain(cause)
              .map(fault -> bootstrapServers + ": " + fault)
              .orElseGet(() -> silence(look(servers), security(config), cause)),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for " + bootstrapServers, e);
    } finally {
      // Otherwise it waits for a response that no code needs any more.
      admin.close(Duration.ZERO);
    }
  }

  /**
   * Waits for the whole time only where a broker may be slow. A port that speaks otherwise never
   * answers, and one at which nothing listens seldom does.
   */
  private void awaitOrProbe(
      KafkaFuture<String> answer, List<ServerAddress> servers, Map<String, Object> config)
      throws ExecutionException, InterruptedException {
    try {
      answer.get(PROBE_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ListenerProbe.Port port = look(servers);
      if (isMismatch(port, security(config))) {
        throw new BrokerException(silence(port, security(config), e), e);
      }
      if (port == ListenerProbe.Port.REFUSED) {
        awaitListener(answer, servers, config);
      }
      answer.get();
    }
  }

  private void awaitListener(
      KafkaFuture<String> answer, List<ServerAddress> servers, Map<String, Object> config)
      throws ExecutionException, InterruptedException {
    try {
      answer.get(LISTENS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ListenerProbe.Port port = look(servers);
      if (port == ListenerProbe.Port.REFUSED) {
        throw new BrokerException(silence(port, security(config), e), e);
      }
    }
  }

  /** A client that cannot be made has bad settings: a trust store that is not there, say. */
  private Admin admin(Map<String, Object> config) {
    try {
      return Admin.create(config);
    } catch (KafkaException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new BadInputException(
          "Kafka client properties%s: %s; correct the setting"
              .formatted(
                  file.map(path -> " " + path).orElse(""),
                  root == e
                      ? e.getMessage()
                      : "%s (%s)".formatted(nextTo(e).getMessage(), root.getMessage())));
    }
  }

  private static Throwable nextTo(Throwable failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private static ListenerProbe.Port look(List<ServerAddress> servers) {
    return ListenerProbe.look(servers.get(0).host(), servers.get(0).port());
  }

  private static String security(Map<String, Object> config) {
    Object protocol = config.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    return protocol == null
        ? CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL
        : protocol.toString().toUpperCase(Locale.ROOT);
  }

  private static boolean isMismatch(ListenerProbe.Port port, String protocol) {
    boolean tls = protocol.endsWith("SSL");
    return switch (port) {
      case TLS -> !tls;
      case PLAIN -> tls;
      case PLAIN_WITH_LOGIN -> !protocol.equals("SASL_PLAINTEXT");
      case REFUSED, SILENT, OTHER -> false;
    };
  }

  /** Says why no broker answered, from what the first server's port speaks. */
  private String silence(ListenerProbe.Port port, String protocol, Throwable failure) {
    return "no broker answers at %s: %s"
        .formatted(
            bootstrapServers,
            isMismatch(port, protocol)
                ? mismatch(port, protocol)
                : switch (port) {
                  case REFUSED ->
                      "nothing listens at this port; start a broker with 'skipstream broker', or"
                          + " say where one is with --bootstrap-server";
                  case SILENT ->
                      "no connection within %d s; check the address, and that no firewall drops the connection"
                          .formatted(ANSWER_WITHIN.toSeconds());
                  case OTHER ->
                      "what listens at this port is no Kafka broker; name the port of one with"
                          + " --bootstrap-server";
                  case TLS, PLAIN, PLAIN_WITH_LOGIN ->
                      "it takes the connection and is silent for %d s (%s); look at the broker's log, and at its advertised.listeners"
                          .formatted(ANSWER_WITHIN.toSeconds(), failure.getMessage());
                });
  }

  private static String mismatch(ListenerProbe.Port port, String protocol) {
    boolean login = protocol.startsWith("SASL");
    String found =
        switch (port) {
          case TLS -> "the port speaks TLS";
          case PLAIN -> "the port does not speak TLS";
          default ->
              protocol.endsWith("SSL")
                  ? "the port does not speak TLS"
                  : "the port requires a login";
        };
    String wanted =
        switch (port) {
          case TLS -> login ? "SASL_SSL" : "SSL, or to SASL_SSL where the broker requires a login";
          case PLAIN -> "PLAINTEXT";
          default ->
              login ? "SASL_PLAINTEXT" : "SASL_PLAINTEXT, with sasl.mechanism and sasl.jaas.config";
        };
    return "%s, and security.protocol is %s; set it to %s, in the file of --command-config, or name another port with --bootstrap-server"
        .formatted(found, protocol, wanted);
  }
}
