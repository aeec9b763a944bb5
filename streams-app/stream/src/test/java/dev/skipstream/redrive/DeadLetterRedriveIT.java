package dev.skipstream.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.audit.OutcomeRef;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.RedrivenFrom;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.RangeBound;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(400)
class DeadLetterRedriveIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final Instant LONG_AGO = Instant.parse("2020-01-02T03:04:05Z");
  private static final int USERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final RedriveSelection ALL =
      new RedriveSelection.Range(new RangeBound.Earliest(), new RangeBound.Latest(), Set.of());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("redriven"));
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private final Admin admin = SharedBroker.admin();

  @BeforeEach
  void createTopics() {
    Topics.create(admin, topics, 1, (short) 1, 1_000_000);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aRedrivenFrameHasOneMoreOutcomeHoweverOldItIsAndTheAuditIsClean() throws Exception {
    publish("t0", "fragile", "t2");
    List<ConsumerRecord<byte[], byte[]>> first = stream(FrameRules.NONE, true, 3);
    assertThat(deadLetters(first)).hasSize(1);
    broken.set(false);

    assertThat(redrive(named(0)))
        .singleElement()
        .isInstanceOfSatisfying(
            RedriveResult.Redriven.class,
            done -> {
              assertThat(done.entry().input()).isEqualTo(input(1));
              assertThat(done.entry().redriven()).isEqualTo(input(3));
              assertThat(done.entry().reason()).isEqualTo("damaged-image");
              assertThat(done.entry().by()).isEqualTo("ada@test");
            });
    // A frame of the same age that is not redriven shows that the rule is in force.
    publish("t3");
    List<ConsumerRecord<byte[], byte[]>> all =
        stream(
            new FrameRules(
                Optional.of(new FrameAge(Duration.ofMinutes(1), FrameAge.Clock.CAPTURE)),
                Map.of(),
                OnOutage.DEAD_LETTER),
            true,
            5);

    assertThat(all).hasSize(5);
    ConsumerRecord<byte[], byte[]> outcome = outcomeOf(all, 3);
    DetectionEvent event =
        (DetectionEvent) EventSerdes.readOutcome(outcome.headers(), outcome.value());
    assertThat(event.frame().id()).isEqualTo("camera/fragile");
    assertThat(event.frame().capturedAt()).contains(LONG_AGO);
    assertThat(event.detections()).extracting(one -> one.label()).containsExactly("fragile");
    assertThat(RedrivenFrom.read(outcome.headers())).contains(input(1));
    assertThat(new String(header(outcomeOf(all, 5), "ce_type"), UTF_8)).contains("frame-dropped");
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.inputs()).isEqualTo(5);
    assertThat(report.deadLetters()).isEqualTo(1);
  }

  @Test
  void aRedrivenRecordIsTheOriginalWithAMark() throws Exception {
    publish("fragile");
    stream(FrameRules.NONE, true, 1);

    redrive(ALL);

    List<ConsumerRecord<byte[], byte[]>> images = committed(topics.images());
    assertThat(images).hasSize(2);
    ConsumerRecord<byte[], byte[]> original = images.get(0);
    ConsumerRecord<byte[], byte[]> copy = images.get(1);
    assertThat(copy.key()).isEqualTo(original.key());
    assertThat(copy.value()).isEqualTo(original.value());
    List<Header> headers = new ArrayList<>(Arrays.asList(original.headers().toArray()));
    assertThat(copy.headers().toArray()).startsWith(headers.toArray(Header[]::new));
    assertThat(copy.headers().toArray()).hasSize(headers.size() + 1);
    assertThat(RedrivenFrom.read(copy.headers())).contains(input(0));
    assertThat(copy.timestamp()).isGreaterThanOrEqualTo(original.timestamp());
  }

  @Test
  void aFrameThatFailsAgainIsANewDeadLetterAndGoesBackByHandOnly() throws Exception {
    publish("fragile");
    stream(FrameRules.NONE, true, 1);
    redrive(ALL);

    List<ConsumerRecord<byte[], byte[]>> outcomes = stream(FrameRules.NONE, true, 2);

    assertThat(deadLetters(outcomes)).hasSize(2);
    assertThat(committed(topics.images())).hasSize(2);
    assertThat(redrive(ALL))
        .satisfiesExactly(
            again -> assertThat(again).isInstanceOf(RedriveResult.AlreadyRedriven.class),
            next -> assertThat(next).isInstanceOf(RedriveResult.Redriven.class));
    List<ConsumerRecord<byte[], byte[]>> images = committed(topics.images());
    assertThat(images).hasSize(3);
    assertThat(RedrivenFrom.read(images.get(2).headers())).contains(input(images.get(1).offset()));
  }

  @Test
  void aDeadLetterWhoseInputIsGoneIsRefused() throws Exception {
    publish("fragile", "t1");
    letter(0, "fragile");
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topics.images(), 0), RecordsToDelete.beforeOffset(1)))
        .all()
        .get();

    assertThat(redrive(ALL))
        .singleElement()
        .isInstanceOfSatisfying(
            RedriveResult.Refused.class,
            refused ->
                assertThat(refused.why())
                    .isEqualTo(
                        "its input %s-0@0 is gone: the oldest record of the partition is at offset"
                            + " 1; publish the image again",
                        topics.images()));
    assertThat(committed(topics.images())).hasSize(1);
    assertThat(committed(log())).isEmpty();
  }

  /** As in a topic that was created again under its name. */
  @Test
  void anotherRecordAtThePlaceOfTheInputIsNotRedriven() throws Exception {
    publish("another");
    letter(0, "fragile");

    assertThat(redrive(ALL))
        .singleElement()
        .isInstanceOfSatisfying(
            RedriveResult.Refused.class,
            refused -> assertThat(refused.why()).contains("another record is there"));
    assertThat(committed(topics.images())).hasSize(1);
  }

  @Test
  void aCheckWritesNothing() throws Exception {
    publish("fragile");
    letter(0, "fragile");

    List<RedriveResult> results = new ArrayList<>();
    new DeadLetterRedrive(settings("ada@test")).check(ALL, results::add);

    assertThat(results)
        .containsExactly(
            new RedriveResult.Possible(
                new InputPosition(topics.deadLetters(), 0, 0), input(0), "damaged-image"));
    assertThat(committed(topics.images())).hasSize(1);
    assertThat(Topics.exists(admin, log())).isFalse();
  }

  @Test
  void aRangeIsNarrowedByReason() throws Exception {
    publish("fragile");
    letter(0, "fragile");
    RedriveSelection others =
        new RedriveSelection.Range(
            new RangeBound.Earliest(), new RangeBound.Latest(), Set.of("dataref-timeout"));

    assertThat(redrive(others)).isEmpty();
    assertThat(redrive(ALL)).hasSize(1);
  }

  /** The two interleave so that a look into the log alone would let both write. */
  @Test
  void theLaterOfTwoRedrivesEndsTheEarlierOne() throws Exception {
    publish("fragile");
    letter(0, "fragile");
    Topics.createCompacted(admin, log(), (short) -1);
    ConsumerRecord<byte[], byte[]> original = committed(topics.images()).get(0);
    try (RedriveProducer earlier = RedriveProducer.open(settings("ada@test"), 1_000_000);
        RedriveProducer later = RedriveProducer.open(settings("bob@test"), 1_000_000)) {

      assertThatThrownBy(() -> earlier.put(original, this::entry))
          .isInstanceOf(RedriveRefusedException.class)
          .hasMessageContaining("another one has begun");

      later.put(original, this::entry);
    }
    assertThat(committed(topics.images())).hasSize(2);
    assertThat(committed(log())).hasSize(1);
  }

  @Test
  void howeverManyRedrivesRunEachDeadLetterIsRedrivenOnce() throws Exception {
    int letters = 8;
    String[] texts =
        IntStream.range(0, letters).mapToObj(i -> "fragile" + i).toArray(String[]::new);
    publish(texts);
    for (int i = 0; i < letters; i++) {
      letter(i, texts[i]);
    }
    ExecutorService threads = Executors.newFixedThreadPool(USERS);
    List<Callable<Integer>> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      String user = "user" + i + "@test";
      users.add(() -> redriveUntilEnded(user));
    }

    int redriven = 0;
    for (Future<Integer> one : threads.invokeAll(users)) {
      redriven += one.get();
    }
    threads.shutdown();
    // Each may have ended another one: a last redrive finds what is left.
    redriven += redriveUntilEnded("last@test");

    assertThat(redriven).isEqualTo(letters);
    assertThat(committed(log())).hasSize(letters);
    assertThat(
            committed(topics.images()).stream()
                .map(record -> RedrivenFrom.read(record.headers()))
                .flatMap(Optional::stream))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, letters).mapToObj(this::input).toList());
  }

  @Test
  void aRedriveThatIsKilledBeforeItsCommitLeavesNothing() throws Exception {
    publish("fragile", "t1");
    letter(0, "fragile");
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRedrive.class.getName(),
                SharedBroker.bootstrapServers(),
                topics.images(),
                topics.deadLetters())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-redrive.log")))
            .start();
    assertThat(killed.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(killed.exitValue()).isEqualTo(KilledRedrive.STATUS);
    assertThat(end()).as("the record that was not committed is there").isGreaterThan(2);

    assertThat(redrive(named(0))).singleElement().isInstanceOf(RedriveResult.Redriven.class);

    assertThat(committed(topics.images())).hasSize(3);
    assertThat(committed(log())).hasSize(1);
  }

  /** Such as the record of a redrive that was killed. */
  @Test
  void aRecordThatWasNotCommittedHasNoOutcomeUnderAtLeastOnce() throws Exception {
    publish("t0");
    Map<String, Object> transactional = new HashMap<>(CLIENT);
    transactional.put("transactional.id", topics.images() + "-aborted");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.images(), ScriptedFrames.image("aborted"))).get();
      producer.abortTransaction();
    }
    publish("t1");

    assertThat(stream(FrameRules.NONE, false, 2)).hasSize(2);
    assertThat(audit().findings()).isEmpty();
  }

  /** Returns the number of dead letters that were redriven before another redrive ended it. */
  private int redriveUntilEnded(String user) {
    List<RedriveResult> results = new ArrayList<>();
    try {
      new DeadLetterRedrive(settings(user)).run(ALL, results::add);
    } catch (RedriveRefusedException e) {
      // Another one has begun.
    }
    return count(results);
  }

  private static int count(List<RedriveResult> results) {
    return (int) results.stream().filter(RedriveResult.Redriven.class::isInstance).count();
  }

  private RedriveSettings settings(String by) {
    return new RedriveSettings(CLIENT, topics.images(), topics.deadLetters(), by);
  }

  // docs:redrive
  private List<RedriveResult> redrive(RedriveSelection selection) {
    RedriveSettings settings =
        new RedriveSettings(CLIENT, topics.images(), topics.deadLetters(), "ada@test");
    List<RedriveResult> results = new ArrayList<>();
    new DeadLetterRedrive(settings).run(selection, results::add);
    return results;
  }

  // docs:end

  private static RedriveSelection named(long offset) {
    return new RedriveSelection.Named(List.of(new RedriveSelection.Place(0, offset)));
  }

  private Redrive entry(InputPosition redriven) {
    return new Redrive(
        Topics.imageTopic(admin, topics.images()).id().toString(),
        input(0),
        new InputPosition(topics.deadLetters(), 0, 0),
        redriven,
        "damaged-image",
        "ada@test",
        Instant.now());
  }

  private String log() {
    return DeadLetterRedrive.logOf(topics.images());
  }

  private InputPosition input(long offset) {
    return new InputPosition(topics.images(), 0, offset);
  }

  private void publish(String... texts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (String text : texts) {
        producer
            .send(
                EventSerdes.write(
                    topics.images(),
                    new ImageEvent(
                        "camera/" + text,
                        "camera",
                        Optional.empty(),
                        Optional.of(LONG_AGO),
                        Optional.of("text/plain"),
                        ScriptedFrames.image(text))))
            .get();
      }
    }
  }

  /** Writes the dead letter of an input, as the stream does. */
  private void letter(long offset, String text) throws Exception {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            topics.deadLetters(), 0, "camera".getBytes(UTF_8), ScriptedFrames.image(text));
    Map.of(
            "ce_id",
            "camera/" + text,
            DeadLetterHeaders.REASON,
            RejectReason.DAMAGED_IMAGE.code(),
            DeadLetterHeaders.ERRORS + "topic",
            topics.images(),
            DeadLetterHeaders.ERRORS + "partition",
            "0",
            DeadLetterHeaders.ERRORS + "offset",
            Long.toString(offset))
        .forEach((name, value) -> letter.headers().add(name, value.getBytes(UTF_8)));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(letter).get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Runs the stream until there are so many outcomes in all, and returns them. */
  private List<ConsumerRecord<byte[], byte[]>> stream(
      FrameRules rules, boolean exactlyOnce, int outcomes) {
    StreamSettings settings =
        new StreamSettings(
            exactlyOnce, GroupProtocol.CLASSIC, 1, Duration.ofMillis(100), Duration.ofSeconds(20));
    DetectionStream app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    rules,
                    settings,
                    BatchSettings.DEFAULT)
                .images(ScriptedApp.images(this::decode))
                .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
                .build());
    try (RunningStream running = RunningStream.start(app);
        OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      List<ConsumerRecord<byte[], byte[]>> read = reader.read(outcomes, PATIENCE);
      running.throwIfEnded();
      return read;
    }
  }

  private Frame decode(byte[] encoded) throws InvalidImageException {
    if (broken.get() && new String(encoded, UTF_8).startsWith("fragile")) {
      throw new InvalidImageException(RejectReason.DAMAGED_IMAGE, "the decoder is broken");
    }
    return ScriptedFrames.decode(encoded);
  }

  private List<ConsumerRecord<byte[], byte[]>> deadLetters(
      List<ConsumerRecord<byte[], byte[]>> outcomes) {
    return outcomes.stream().filter(one -> one.topic().equals(topics.deadLetters())).toList();
  }

  /** Returns the outcome in the detections topic of the input at an offset. */
  private ConsumerRecord<byte[], byte[]> outcomeOf(
      List<ConsumerRecord<byte[], byte[]>> outcomes, long offset) throws Exception {
    for (ConsumerRecord<byte[], byte[]> one : outcomes) {
      if (one.topic().equals(topics.detections())
          && OutcomeRef.of(one, topics).input().offset() == offset) {
        return one;
      }
    }
    throw new AssertionError("no outcome of offset " + offset);
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
    return record.headers().lastHeader(name).value();
  }

  private AuditReport audit() {
    return new Audit(CLIENT, topics)
        .run(
            new RangeBound.Earliest(),
            new RangeBound.Committed(topics.images() + "-app"),
            new Audit.Rules(false, false));
  }

  private List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(List.of(topic), records::add);
    }
    return records;
  }

  private long end() throws Exception {
    TopicPartition partition = new TopicPartition(topics.images(), 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
