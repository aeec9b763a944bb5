package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SecureBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.redrive.DeadLetterRedrive;
import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.redrive.RedriveSelection;
import dev.skipstream.redrive.RedriveSettings;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.GroupProtocol;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The stream under a user that has the ACLs of docs/operations.md, and no others. The password
 * comes from a file, as in a container.
 */
@Timeout(90)
class AccessIT {
  private static final int FRAMES = 20;

  @TempDir static Path folder;
  private static SecureBroker broker;
  private static Map<String, String> login;
  private static int runs;

  private final TopicNames topics = TopicNames.of("access-" + ++runs);
  private final String applicationId = topics.images() + "-app";
  private Admin admin;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecureBroker.start(folder);
    login = SecureBroker.loginByFiles(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    admin = broker.admin();
    Topics.create(admin, topics, 2, (short) 1, 1_000_000);
    // A broker that has just started denies all but super users everything, for a while.
    allow(List.of(acl(ResourceType.TOPIC, topics.images(), AclOperation.DESCRIBE)));
    try (Admin user = Admin.create(client())) {
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(
              () ->
                  user.describeTopics(List.of(topics.images())).allTopicNames().get().size() == 1);
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASSIC", "STREAMS"})
  void theListedAclsAreSufficient(GroupProtocol protocol) throws Exception {
    allow(sufficient());
    TextPublisher.publish(
        Map.of("bootstrap.servers", broker.at("PLAINTEXT")),
        topics.images(),
        2,
        IntStream.range(0, FRAMES).mapToObj(i -> i == 7 ? "damaged" : "frame " + i).toList());

    try (RunningStream app = RunningStream.start(app(protocol));
        OutcomeReader reader = new OutcomeReader(broker.at("PLAINTEXT"), topics)) {
      assertThat(reader.read(FRAMES, Duration.ofSeconds(30))).hasSize(FRAMES);
      app.throwIfEnded();
    }
  }

  @Test
  void withoutWriteOnTheDeadLettersTheStreamDoesNotStart() throws Exception {
    allow(without(ResourceType.TOPIC, topics.deadLetters(), AclOperation.WRITE));

    assertThatThrownBy(app(GroupProtocol.CLASSIC)::run)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(
            "topic " + topics.deadLetters() + ": the broker denies this user WRITE")
        .hasMessageContaining("grant WRITE on the topic");
  }

  @Test
  void withoutReadOnTheGroupTheStreamDoesNotStart() throws Exception {
    allow(without(ResourceType.GROUP, applicationId, AclOperation.READ));

    assertThatThrownBy(app(GroupProtocol.CLASSIC)::run)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("the broker denies access to group " + applicationId)
        .hasMessageContaining("grant this user Read on the group");
  }

  @Test
  void withoutWriteOnTheTransactionalIdTheStreamStopsAndNamesTheRight() throws Exception {
    allow(without(ResourceType.TRANSACTIONAL_ID, applicationId, AclOperation.WRITE));

    RunningStream app = RunningStream.start(app(GroupProtocol.CLASSIC));
    await().atMost(Duration.ofSeconds(40)).until(app::hasEnded);
    assertThat(catchThrowable(app::throwIfEnded))
        .isInstanceOfSatisfying(
            StreamStoppedException.class,
            e -> assertThat(e.stopCause()).isEqualTo(StopCause.BROKER))
        .hasMessageContaining("the broker denies access to the transactional id")
        .hasMessageContaining("grant this user Write and Describe on transactional ids");
  }

  @Test
  void theListedAclsAreSufficientToNoteWhichRecordEndedTheStream() throws Exception {
    FailureTopic failures = new FailureTopic(client());
    StreamFailure failure =
        new StreamFailure(
            applicationId,
            Uuid.randomUuid().toString(),
            new InputPosition(topics.images(), 0, 7),
            1,
            false,
            Instant.parse("2026-11-23T10:15:30Z"),
            "its outcome is refused");
    List<AclBinding> withoutCreate = failureTopic();
    assertThat(
            withoutCreate.remove(acl(ResourceType.TOPIC, FailureTopic.NAME, AclOperation.CREATE)))
        .isTrue();
    allow(withoutCreate);
    assertThat(failures.write(List.of(failure))).isFalse();

    allow(failureTopic());
    assertThat(failures.write(List.of(failure))).isTrue();
    assertThat(failures.read(applicationId)).containsExactly(failure);

    for (AclOperation needed : List.of(AclOperation.READ, AclOperation.WRITE)) {
      allow(List.of(acl(ResourceType.TOPIC, FailureTopic.NAME, needed)));
      assertThat(failures.read(applicationId)).hasSize(needed == AclOperation.READ ? 1 : 0);
      assertThat(failures.write(List.of(failure))).isEqualTo(needed == AclOperation.WRITE);
    }
  }

  @Test
  void theListedAclsOfSkipAreSufficientAndEachIsNeeded() throws Exception {
    TextPublisher.publish(
        Map.of("bootstrap.servers", broker.at("PLAINTEXT")), topics.images(), 1, List.of("bad"));
    RecordSkip skip = new RecordSkip(client(), applicationId, List.of(topics.deadLetters()));
    RecordSkip.Request request =
        new RecordSkip.Request(new InputPosition(topics.images(), 0, 0), "bad", "ann");
    for (AclBinding one : skipping()) {
      List<AclBinding> others = skipping();
      others.remove(one);
      allow(others);
      assertThatThrownBy(() -> skip.skip(request))
          .as("without %s", one)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("the broker denies access to")
          .hasMessageContaining("grant this user");
    }

    allow(skipping());
    skip.skip(request);

    try (OutcomeReader reader = new OutcomeReader(broker.at("PLAINTEXT"), topics)) {
      assertThat(reader.read(1, Duration.ofSeconds(30)))
          .singleElement()
          .satisfies(letter -> assertThat(letter.topic()).isEqualTo(topics.deadLetters()));
    }
  }

  @Test
  void theListedAclsOfRedriveAreSufficientAndEachIsNeeded() throws Exception {
    TextPublisher.publish(
        Map.of("bootstrap.servers", broker.at("PLAINTEXT")), topics.images(), 1, List.of("bad"));
    new RecordSkip(
            Map.of("bootstrap.servers", broker.at("PLAINTEXT")),
            applicationId,
            List.of(topics.deadLetters()))
        .skip(new RecordSkip.Request(new InputPosition(topics.images(), 0, 0), "bad", "ann"));
    DeadLetterRedrive redrive =
        new DeadLetterRedrive(
            new RedriveSettings(client(), topics.images(), topics.deadLetters(), "ann"));
    RedriveSelection all =
        new RedriveSelection.Range(new RangeBound.Earliest(), new RangeBound.Latest(), Set.of());
    // An empty log is not read.
    AclBinding readsLog =
        acl(ResourceType.TOPIC, DeadLetterRedrive.logOf(topics.images()), AclOperation.READ);
    for (AclBinding one : redriving()) {
      if (!one.equals(readsLog)) {
        requireForRedrive(one, () -> redrive.run(all, result -> {}));
      }
    }

    allow(redriving());
    List<RedriveResult> results = new ArrayList<>();
    redrive.run(all, results::add);

    assertThat(results).singleElement().isInstanceOf(RedriveResult.Redriven.class);
    requireForRedrive(readsLog, () -> redrive.run(all, result -> {}));
  }

  private void requireForRedrive(AclBinding one, ThrowingCallable redrive) throws Exception {
    List<AclBinding> others = redriving();
    others.remove(one);
    allow(others);
    assertThatThrownBy(redrive)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("the broker denies access to")
        .hasMessageContaining("grant this user");
  }

  /** The table of docs/operations.md, section Access: of {@code run}, to count failures. */
  private static List<AclBinding> failureTopic() {
    List<AclBinding> acls = new ArrayList<>();
    for (AclOperation operation :
        List.of(
            AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE)) {
      acls.add(acl(ResourceType.TOPIC, FailureTopic.NAME, operation));
    }
    return acls;
  }

  /** The table of docs/operations.md, section Access: of {@code skip}. */
  private List<AclBinding> skipping() {
    return new ArrayList<>(
        List.of(
            acl(ResourceType.TOPIC, topics.images(), AclOperation.READ),
            acl(ResourceType.TOPIC, topics.images(), AclOperation.DESCRIBE_CONFIGS),
            acl(ResourceType.TOPIC, topics.deadLetters(), AclOperation.WRITE),
            acl(ResourceType.TOPIC, topics.deadLetters(), AclOperation.DESCRIBE_CONFIGS),
            acl(ResourceType.GROUP, applicationId, AclOperation.READ),
            acl(ResourceType.TRANSACTIONAL_ID, applicationId + "-skip", AclOperation.WRITE)));
  }

  /**
   * The table of docs/operations.md, section Access: of {@code redrive}. The right to create the
   * log comes first: it is needed while there is no log.
   */
  private List<AclBinding> redriving() {
    String log = DeadLetterRedrive.logOf(topics.images());
    return new ArrayList<>(
        List.of(
            acl(ResourceType.TOPIC, log, AclOperation.CREATE),
            acl(ResourceType.TOPIC, log, AclOperation.READ),
            acl(ResourceType.TOPIC, log, AclOperation.WRITE),
            acl(ResourceType.TOPIC, topics.images(), AclOperation.READ),
            acl(ResourceType.TOPIC, topics.images(), AclOperation.WRITE),
            acl(ResourceType.TOPIC, topics.images(), AclOperation.DESCRIBE_CONFIGS),
            acl(ResourceType.TOPIC, topics.deadLetters(), AclOperation.READ),
            acl(ResourceType.TRANSACTIONAL_ID, topics.images() + "-redrive", AclOperation.WRITE)));
  }

  /** The table of docs/operations.md, section Access: of {@code run}. */
  private List<AclBinding> sufficient() {
    return StreamAcls.ofRun(SecureBroker.USER, topics, applicationId);
  }

  private List<AclBinding> without(ResourceType type, String name, AclOperation operation) {
    List<AclBinding> acls = sufficient();
    assertThat(acls.remove(acl(type, name, operation))).isTrue();
    return acls;
  }

  private static AclBinding acl(ResourceType type, String name, AclOperation operation) {
    return StreamAcls.acl(SecureBroker.USER, type, name, operation);
  }

  /** Gives the user these rights and no others. Returns once the authorizer has them. */
  private void allow(List<AclBinding> acls) throws Exception {
    admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    admin.createAcls(acls).all().get();
    // The authorizer takes them up one by one.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .equals(Set.copyOf(acls)));
  }

  private DetectionStream app(GroupProtocol protocol) {
    return ScriptedApp.app(
        client(),
        topics,
        FrameRules.NONE,
        new StreamSettings(true, protocol, 1, Duration.ofMillis(100), Duration.ofSeconds(20)),
        BatchSettings.DEFAULT,
        new ScriptedDetector());
  }

  private static Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(login);
    client.put("bootstrap.servers", broker.at("LOGIN"));
    return client;
  }
}
