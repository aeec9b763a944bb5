package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.broker.VersionedBroker;
import dev.skipstream.broker.VersionedBroker.Client;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stream on brokers of other versions, by each way in. docs/acceptance/brokers.sh runs it: it
 * needs a folder for each version with the jars of its broker, which the build does not have.
 */
@Timeout(240)
class BrokerMatrix {
  /** Names the folder of these folders. */
  private static final String BROKERS = "brokers";

  /** Brokers support the protocol for production since 4.2. */
  private static final List<Integer> STREAMS_SINCE = List.of(4, 2);

  private static final int FRAMES = 20;
  private static final Map<Path, VersionedBroker> RUNNING = new TreeMap<>();
  private static int runs;

  /** A broker, a way in, and the protocol of the group. */
  record Case(Path jars, Client client, GroupProtocol protocol) {
    @Override
    public String toString() {
      return "%s %s %s".formatted(jars.getFileName(), client, protocol);
    }
  }

  static List<Case> cases() throws IOException {
    String folder = System.getProperty(BROKERS);
    assertThat(folder).as("-D%s, see docs/acceptance/brokers.sh", BROKERS).isNotNull();
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> versions = Files.list(Path.of(folder))) {
      for (Path jars : versions.filter(Files::isDirectory).sorted().toList()) {
        for (Client client : Client.values()) {
          cases.add(new Case(jars, client, GroupProtocol.CLASSIC));
        }
        if (isSince(jars.getFileName().toString(), STREAMS_SINCE)) {
          cases.add(new Case(jars, Client.SCRAM, GroupProtocol.STREAMS));
        }
      }
    }
    return cases;
  }

  private static boolean isSince(String version, List<Integer> least) {
    String[] parts = version.split("\\.", -1);
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    return major > least.get(0) || (major == least.get(0) && minor >= least.get(1));
  }

  @AfterAll
  static void stopBrokers() {
    RUNNING.values().forEach(VersionedBroker::close);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachFrameHasItsOutcomeAndTheAuditIsClean(Case one) throws Exception {
    VersionedBroker broker = broker(one.jars());
    Map<String, Object> everything = broker.client(Client.PLAIN);
    TopicNames topics = TopicNames.of("matrix-" + ++runs);
    String applicationId = topics.images() + "-app";
    try (Admin admin = broker.admin()) {
      Topics.create(admin, topics, 2, (short) 1, 1_000_000);
      allow(admin, StreamAcls.ofRun(VersionedBroker.USER, topics, applicationId));
    }
    TextPublisher.publish(
        everything,
        topics.images(),
        2,
        IntStream.range(0, FRAMES).mapToObj(i -> i == 7 ? "damaged" : "frame " + i).toList());
    DetectionStream app =
        ScriptedApp.app(
            broker.client(one.client()),
            topics,
            FrameRules.NONE,
            new StreamSettings(
                true, one.protocol(), 2, Duration.ofMillis(100), Duration.ofSeconds(20)),
            BatchSettings.DEFAULT,
            new ScriptedDetector());

    try (RunningStream running = RunningStream.start(app);
        OutcomeReader reader =
            new OutcomeReader(everything.get("bootstrap.servers").toString(), topics)) {
      assertThat(reader.read(FRAMES, Duration.ofSeconds(60))).hasSize(FRAMES);
      running.throwIfEnded();
    }

    AuditReport report =
        new Audit(everything, topics)
            .run(new RangeBound.Earliest(), new RangeBound.Latest(), new Audit.Rules(false, false));
    assertThat(report.findings()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(List.of(report.inputs(), report.detections(), report.deadLetters()))
        .containsExactly((long) FRAMES, (long) FRAMES - 1, 1L);
    System.out.printf("broker %s: %d frames, audit clean%n", one, report.inputs());
  }

  private static VersionedBroker broker(Path jars) throws Exception {
    VersionedBroker broker = RUNNING.get(jars);
    if (broker == null) {
      broker = VersionedBroker.start(jars, Files.createTempDirectory(Path.of("target"), "matrix-"));
      RUNNING.put(jars, broker);
    }
    return broker;
  }

  /** Gives the user these rights and no others. Returns once the authorizer has them. */
  private static void allow(Admin admin, List<AclBinding> acls) throws Exception {
    admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    admin.createAcls(acls).all().get();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .equals(Set.copyOf(acls)));
  }
}
