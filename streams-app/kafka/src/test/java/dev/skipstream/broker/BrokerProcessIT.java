package dev.skipstream.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {
  @TempDir Path data;

  @Test
  void topicsSurviveARestart() throws Exception {
    TopicNames names = TopicNames.of("images");
    try (BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0));
        Admin admin = admin(broker)) {
      Topics.create(admin, names, 2, (short) -1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }

    try (BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0));
        Admin admin = admin(broker)) {
      assertThat(admin.listTopics().names().get()).containsAll(Set.copyOf(names.all()));
    }
  }

  /** A client that came by another address is sent to the name: it must resolve to the broker. */
  @Test
  void aBrokerSendsClientsToTheHostThatItAdvertises() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(data, Listener.advertised("localhost", 0))) {
      assertThat(broker.bootstrapServers()).startsWith("localhost:");
      String port = broker.bootstrapServers().substring("localhost:".length());
      String otherName = InetAddress.getLocalHost().getHostAddress() + ":" + port;
      try (Admin admin = admin(otherName)) {
        assertThat(admin.describeCluster().nodes().get(20, SECONDS))
            .extracting(Node::host)
            .containsExactly("localhost");
      }
    }
  }

  @Test
  void closeLeavesNoProcessBehind() throws Exception {
    BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0));
    ProcessHandle handle = broker.handle();

    broker.close();

    assertThat(handle.isAlive()).isFalse();
    assertThat(broker.waitFor()).isZero();
  }

  /** The child outlives a signal that its parent survives, and ends with the parent's pipe. */
  @Test
  void aSignalToTheChildAloneWaitsForTheParent() throws Exception {
    BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0));
    broker.handle().destroy();
    try (Admin admin = admin(broker)) {
      assertThat(admin.describeCluster().nodes().get(20, SECONDS)).hasSize(1);
    }
    assertThat(broker.handle().isAlive()).isTrue();

    broker.close();

    assertThat(broker.handle().isAlive()).isFalse();
  }

  @Test
  void aBrokerThatCannotStartSaysWhyAndWhere() throws Exception {
    Files.createDirectories(data);
    Files.writeString(data.resolve("kafka"), "a file where the folder should be");

    assertThatThrownBy(() -> BrokerProcess.start(data, Listener.loopback(0)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("broker.log")
        .hasMessageContaining("FileAlreadyExistsException")
        .hasMessageContaining(data.resolve("kafka").toString());
  }

  /** Simulates a broker that halts because its disk is full. */
  @Test
  void aBrokerThatEndsByItselfIsReportedWithItsFolderAndTheFreeSpace() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0))) {
      broker.throwIfEnded();
      broker.handle().destroyForcibly();
      broker.waitFor();

      assertThatThrownBy(broker::throwIfEnded)
          .isInstanceOf(BrokerException.class)
          .hasMessageStartingWith(
              "the broker in %s ended by itself with exit status 137: ".formatted(data))
          .hasMessageContaining(" are free in ");
    }
  }

  @Test
  void aBrokerThatWasClosedHasNotEndedByItself() {
    BrokerProcess broker = BrokerProcess.start(data, Listener.loopback(0));

    broker.close();

    broker.throwIfEnded();
  }

  private static Admin admin(BrokerProcess broker) {
    return admin(broker.bootstrapServers());
  }

  private static Admin admin(String servers) {
    return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers));
  }
}
