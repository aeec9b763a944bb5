package dev.skipstream.broker;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;

/**
 * A broker of another version of Kafka, in a JVM of its own. It is started by Kafka's own classes,
 * from a folder with the jars of that version. It has a plain port, one with TLS, one with TLS and
 * a login by SCRAM, and an authorizer. Who comes without a login may do everything. The user
 * {@value #USER} may do what ACLs allow.
 */
public final class VersionedBroker implements AutoCloseable {
  public static final String USER = "alice";
  private static final String PASSWORD = "alice-secret";
  private static final int ITERATIONS = 4096;
  private static final long START_SECONDS = 90;

  /** A port of the broker, and how a client comes in. */
  public enum Client {
    PLAIN,
    TLS,
    SCRAM
  }

  private final Path folder;
  private final Process process;
  private final Map<String, Integer> ports;

  private VersionedBroker(Path folder, Process process, Map<String, Integer> ports) {
    this.folder = folder;
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts a broker, and returns when it answers.
   *
   * @param jars the folder with the jars of the version
   * @param folder an empty folder for its data, certificates and logs
   */
  public static VersionedBroker start(Path jars, Path folder)
      throws IOException, InterruptedException {
    BrokerCertificates.create(folder);
    Map<String, Integer> ports =
        SecureBroker.freePorts(
            List.of(Client.PLAIN.name(), Client.TLS.name(), Client.SCRAM.name(), "CONTROLLER"));
    Path settings = folder.resolve("server.properties");
    Properties properties = new Properties();
    properties.putAll(settings(folder, ports));
    try (Writer file = Files.newBufferedWriter(settings)) {
      properties.store(file, null);
    }
    Process format =
        launch(
            jars,
            folder.resolve("format.log"),
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            settings.toString());
    if (!format.waitFor(START_SECONDS, TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new IOException("the folder is not formatted: " + log(folder, "format.log"));
    }
    Process process =
        launch(jars, folder.resolve("broker.log"), "kafka.Kafka", settings.toString());
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    VersionedBroker broker = new VersionedBroker(folder, process, ports);
    try {
      broker.createUser();
      return broker;
    } catch (IOException e) {
      broker.close();
      throw e;
    }
  }

  /** Returns the properties of a client, with the address of its port. */
  public Map<String, Object> client(Client client) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("bootstrap.servers", "127.0.0.1:" + ports.get(client.name()));
    if (client != Client.PLAIN) {
      properties.putAll(BrokerCertificates.ofClient(folder));
    }
    switch (client) {
      case PLAIN -> {}
      case TLS -> properties.put("security.protocol", "SSL");
      case SCRAM -> {
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(USER, PASSWORD));
      }
    }
    return properties;
  }

  /** Returns an admin client with all rights. The caller closes it. */
  public Admin admin() {
    return Admin.create(client(Client.PLAIN));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static Map<String, String> settings(Path folder, Map<String, Integer> ports) {
    Map<String, String> settings = new TreeMap<>(BrokerCertificates.ofBroker(folder));
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get("CONTROLLER"));
    settings.put(
        "listener.security.protocol.map",
        "PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SCRAM:SASL_SSL");
    settings.put("inter.broker.listener.name", Client.PLAIN.name());
    List<String> listeners = new ArrayList<>();
    ports.forEach((name, port) -> listeners.add("%s://127.0.0.1:%d".formatted(name, port)));
    settings.put("listeners", String.join(",", listeners));
    listeners.removeIf(listener -> listener.startsWith("CONTROLLER"));
    settings.put("advertised.listeners", String.join(",", listeners));
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.scram.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    settings.put("log.dirs", folder.resolve("data").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");
    return settings;
  }

  /** The plain port answers once the broker is up; a login needs its user. */
  private void createUser() throws IOException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      USER,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                      PASSWORD)))
          .all()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the broker does not come up: " + log(folder, "broker.log"), e);
    }
  }

  private static Process launch(Path jars, Path log, String main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars + File.separator + "*",
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static String log(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
  }
}
