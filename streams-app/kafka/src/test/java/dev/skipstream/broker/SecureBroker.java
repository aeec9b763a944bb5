package dev.skipstream.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real broker with a plain port, two with TLS and one with a login, and an authorizer. Who comes
 * by the plain port may do everything; the user {@value #USER} may do what ACLs allow.
 */
public final class SecureBroker implements AutoCloseable {
  public static final String USER = "alice";
  public static final String PASSWORD = "alice-secret";

  private final EmbeddedBroker broker;
  private final Path folder;
  private final Map<String, Integer> ports;

  private SecureBroker(EmbeddedBroker broker, Path folder, Map<String, Integer> ports) {
    this.broker = broker;
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Starts a broker.
   *
   * @param folder for its data and its certificates
   */
  public static SecureBroker start(Path folder) throws IOException, InterruptedException {
    BrokerCertificates.create(folder);
    List<String> names = List.of("PLAINTEXT", "TLS", "MUTUAL", "LOGIN", "CONTROLLER");
    Map<String, Integer> ports = freePorts(names);
    StringBuilder listeners = new StringBuilder();
    StringBuilder advertised = new StringBuilder();
    for (String name : names) {
      String listener = "%s://127.0.0.1:%d,".formatted(name, ports.get(name));
      listeners.append(listener);
      advertised.append(name.equals("CONTROLLER") ? "" : listener);
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put("listeners", withoutComma(listeners));
    settings.put("advertised.listeners", withoutComma(advertised));
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MUTUAL:SSL,LOGIN:SASL_PLAINTEXT");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get("CONTROLLER"));
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.login.sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        "listener.name.login.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
            .formatted(USER, PASSWORD));
    settings.putAll(BrokerCertificates.ofBroker(folder));
    settings.put("ssl.enabled.protocols", "TLSv1.3");
    settings.put("listener.name.mutual.ssl.client.auth", "required");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            folder.resolve("data"), Listener.loopback(ports.get("PLAINTEXT")), settings);
    return new SecureBroker(broker, folder, ports);
  }

  /** The address of a port: PLAINTEXT, TLS, MUTUAL (TLS with client certificates) or LOGIN. */
  public String at(String listener) {
    return "127.0.0.1:" + ports.get(listener);
  }

  /** Returns an admin client with all rights. The caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", at("PLAINTEXT")));
  }

  /** Properties of a client of the port with a login. */
  public static Map<String, String> login(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(USER, password));
  }

  /**
   * Properties of a client of the port with a login, whose user and password are in files, as those
   * of a secret that is mounted into a container. No property has the password.
   *
   * @param folder where the files are written
   */
  public static Map<String, String> loginByFiles(Path folder) throws IOException {
    Files.writeString(folder.resolve("username"), USER);
    Files.writeString(folder.resolve("password"), PASSWORD);
    return Map.of(
        "config.providers",
        "secret",
        "config.providers.secret.class",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
        "config.providers.secret.param.allowed.paths",
        folder.toString(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"${secret:%s:username}\" password=\"${secret:%s:password}\";"
            .formatted(folder, folder));
  }

  /** Properties of a client that trusts the broker's certificate. */
  public Map<String, String> trust() {
    Map<String, String> client = new TreeMap<>(BrokerCertificates.ofClient(folder));
    client.put("security.protocol", "SSL");
    return client;
  }

  @Override
  public void close() {
    broker.close();
  }

  private static String withoutComma(StringBuilder list) {
    return list.substring(0, list.length() - 1);
  }

  /** Free ports, each another one: all are held until the last is chosen. */
  static Map<String, Integer> freePorts(List<String> names) throws IOException {
    Map<String, Integer> ports = new TreeMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (String name : names) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.put(name, socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }
}
