package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SecureBroker;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.log.LoggedModelRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors of a connection and of its rights, each provoked on a real broker. */
@Timeout(120)
class ClusterErrorsIT {
  @TempDir static Path folder;
  private static SecureBroker broker;

  /**
   * An error.
   *
   * @param expected parts of the line, the cause first and then the remedy
   */
  record Case(
      String name, int status, String servers, Map<String, String> file, String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecureBroker.start(folder);
    Files.write(
        Files.createDirectory(folder.resolve("frames")).resolve("a.jpg"), new byte[] {1, 2, 3});
    try (Admin admin = broker.admin()) {
      admin.createTopics(List.of(new NewTopic("denied", 1, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  static Stream<Case> connections() {
    Map<String, String> oldTls = new TreeMap<>(broker.trust());
    oldTls.put("ssl.enabled.protocols", "TLSv1.2");
    return Stream.of(
        new Case(
            "an unresolvable host",
            3,
            "kafka.invalid:9092",
            Map.of(),
            "the host name kafka.invalid does not resolve",
            "check its spelling and the name service"),
        new Case(
            "a missing port",
            2,
            "localhost",
            Map.of(),
            "'localhost' has no valid port",
            "expected HOST:PORT, such as localhost:9092"),
        new Case(
            "a refused login",
            3,
            broker.at("LOGIN"),
            SecureBroker.login("wrong"),
            "the broker refuses the login",
            "check the user and the password in sasl.jaas.config"),
        new Case(
            "a failed TLS handshake",
            3,
            broker.at("TLS"),
            oldTls,
            "the TLS handshake failed",
            "protocol_version",
            "set ssl.enabled.protocols"),
        new Case(
            "a missing client certificate",
            3,
            broker.at("MUTUAL"),
            broker.trust(),
            "the broker rejects the client's certificate",
            "set ssl.keystore.location"),
        new Case(
            "an untrusted certificate",
            3,
            broker.at("TLS"),
            Map.of("security.protocol", "SSL"),
            "the broker's certificate is not trusted",
            "name a trust store that holds its certificate authority with"
                + " ssl.truststore.location"));
  }

  static Stream<Case> ports() {
    return Stream.of(
        new Case(
            "TLS spoken to a plain port",
            3,
            broker.at("PLAINTEXT"),
            broker.trust(),
            "the port does not speak TLS, and security.protocol is SSL",
            "set it to PLAINTEXT"),
        new Case(
            "plain text spoken to a TLS port",
            3,
            broker.at("TLS"),
            Map.of(),
            "the port speaks TLS, and security.protocol is PLAINTEXT",
            "set it to SSL"),
        new Case(
            "no login at a port that requires one",
            3,
            broker.at("LOGIN"),
            Map.of(),
            "the port requires a login, and security.protocol is PLAINTEXT",
            "set it to SASL_PLAINTEXT, with sasl.mechanism and sasl.jaas.config"));
  }

  @ParameterizedTest
  @MethodSource("connections")
  void eachCommandStatesTheCauseAndTheRemedyInOneLine(Case error) {
    for (List<String> command : commands()) {
      assertLine(error, Cli.run(with(command, error)));
    }
  }

  /** The commands connect by the same code; one is enough for what takes seconds. */
  @ParameterizedTest
  @MethodSource("ports")
  void aPortThatSpeaksOtherwiseIsNamedWithTheSettingThatFits(Case error) {
    assertLine(error, Cli.run(with(List.of("audit"), error)));
  }

  @Test
  void aDeniedTopicIsNamedWithTheRightsThatAreMissing() {
    Case error =
        new Case(
            "a denied topic",
            3,
            broker.at("LOGIN"),
            SecureBroker.login(SecureBroker.PASSWORD),
            "the broker denies access to",
            "TOPIC_AUTHORIZATION_FAILED",
            "grant this user Read and DescribeConfigs on an input");
    for (List<String> command :
        List.of(
            List.of("topics", "create", "--topic=denied", "--output=o", "--dead-letters=d"),
            List.of("publish", "--topic=denied", folder.resolve("frames").toString()),
            List.of("watch", "--topic=denied", "--count=1"),
            List.of("audit", "--topic=denied", "--output=o", "--dead-letters=d"))) {
      assertLine(error, Cli.run(with(command, error)));
    }
  }

  /** The broker knows the user: otherwise the login would be refused. */
  @Test
  void aLoginCanComeFromFiles() throws IOException {
    Case error =
        new Case(
            "a denied topic",
            3,
            broker.at("LOGIN"),
            SecureBroker.loginByFiles(Files.createDirectory(folder.resolve("secret"))),
            "the broker denies access to",
            "TOPIC_AUTHORIZATION_FAILED");
    Cli.Result result =
        Cli.run(
            with(
                List.of("topics", "create", "--topic=denied", "--output=o", "--dead-letters=d"),
                error));
    assertLine(error, result);
    assertThat(result.err()).doesNotContain("config.providers");
  }

  /** The model of the registry has no archive: to load it is an error of its own. */
  @Test
  void runReportsAMissingTopicBeforeItLoadsTheModel() {
    Case error =
        new Case(
            "a missing topic",
            3,
            broker.at("PLAINTEXT"),
            Map.of(),
            "expected topics absent, ",
            "create them with 'topics create'");
    List<String> command =
        List.of(
            "run",
            "--http-port=none",
            "--registry=" + registry(),
            "--model=models:/cells/1",
            "--state=" + folder.resolve("state"),
            "--topic=absent");
    assertLine(error, Cli.run(with(command, error)));
  }

  @Test
  void aDeniedGroupIsNamedWithTheRightThatIsMissing() throws Exception {
    try (Admin admin = broker.admin()) {
      admin.createTopics(List.of(new NewTopic("seen", 1, (short) 1))).all().get();
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, "seen", PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:" + SecureBroker.USER,
                          "*",
                          AclOperation.READ,
                          AclPermissionType.ALLOW))))
          .all()
          .get();
    }
    Case error =
        new Case(
            "a denied group",
            3,
            broker.at("LOGIN"),
            SecureBroker.login(SecureBroker.PASSWORD),
            "the broker denies access to group",
            "grant this user Read on the group that --application-id names");
    assertLine(error, Cli.run(with(List.of("topics", "reset-offsets", "--topic=seen"), error)));
  }

  private static void assertLine(Case error, Cli.Result result) {
    assertThat(result.err()).as(error.name()).contains(error.expected());
    assertThat(result.status()).as(result.err()).isEqualTo(error.status());
    // The rest are logs, which the product has off or at another level than the tests.
    List<String> said =
        result.err().lines().filter(line -> line.startsWith("skipstream: ")).toList();
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains(error.expected()).doesNotContain("Exception");
  }

  private static String[] with(List<String> command, Case error) {
    List<String> args = new ArrayList<>(command);
    args.add("--bootstrap-server=" + error.servers());
    if (!error.file().isEmpty()) {
      args.add("--command-config=" + write(error.file()));
    }
    return args.toArray(String[]::new);
  }

  private static Path write(Map<String, String> properties) {
    try {
      Path file = Files.createTempFile(folder, "client", ".properties");
      return Files.write(
          file,
          properties.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> commands() {
    return List.of(
        List.of("run", "--http-port=none", "--registry=" + registry(), "--model=models:/cells/1"),
        List.of("topics", "create"),
        List.of("publish", folder.resolve("frames").toString()),
        List.of("watch", "--count=1"),
        List.of("audit"));
  }

  /** A model that is found, and never loaded: the broker comes first. */
  private static Path registry() {
    Path models = folder.resolve("models");
    if (!Files.exists(models)) {
      try (ModelRegistry registry =
          LoggedModelRegistry.inFolder(models, Clock.systemUTC(), "ann")) {
        registry.register(
            "cells",
            new ModelManifest(
                "fasterrcnn_resnet18_fpn",
                Labels.parse("a"),
                FasterRcnnSettings.TORCHVISION,
                Precision.FP32,
                "sha256:" + "0".repeat(64),
                new ModelManifest.Source("a.pth", "sha256:" + "1".repeat(64)),
                "none",
                Instant.EPOCH));
      }
    }
    return models;
  }
}
