package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.InvalidRangeException;
import dev.skipstream.topics.range.RangeBound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Replays of a topic as transactions leave it: offsets that hold markers or what was taken back, a
 * partition without records, and more records after the range.
 */
@Timeout(240)
class ReplayIT {
  private static final int PARTITIONS = 3;
  private static final int EMPTY_PARTITION = 2;
  private static final Map<String, Object> CLIENT = RecordedTopic.CLIENT;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("recorded"));
  private final RecordedTopic recorded =
      new RecordedTopic(topics.images(), PARTITIONS, EMPTY_PARTITION);
  private final String log = SharedBroker.uniqueName("replays");
  private final Map<Integer, Long> ends = new HashMap<>();

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
  }

  private List<ReplayStart> starts() {
    List<ReplayStart> starts = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(
          List.of(log),
          record -> {
            try {
              if (EventSerdes.readReplay(record.headers(), record.value())
                  instanceof ReplayStart start) {
                starts.add(start);
              }
            } catch (InvalidEventException e) {
              throw new AssertionError(e);
            }
          });
    }
    return starts;
  }

  /** Fewer records may be under way then than a group has. */
  @Test
  void aModelThatIsSlowGetsItsGroupsAllTheSame() throws Exception {
    recorded.record(8);

    ReplayRun run = scripted(4, 300_000_000).run();

    assertThat(RecordedTopic.outcomes(run)).isEqualTo(recorded.expected(ends, 4));
  }

  @Test
  void everyRecordOfTheRangeHasItsOutcomeAndNoneBeyond() throws Exception {
    recorded.record(30);
    ends.putAll(recorded.ends());
    recorded.record(30);

    ReplayRun run = scripted(1, 0).run();

    assertThat(RecordedTopic.outcomes(run)).isEqualTo(recorded.expected(ends, 1));
    assertThat(run.counts().detected() + run.counts().deadLetters())
        .isEqualTo(recorded.expected(ends, 1).values().stream().mapToInt(List::size).sum());
    assertThat(run.range())
        .extracting(ReplayRun.Range::partition)
        .containsExactly(0, 1)
        .doesNotContain(EMPTY_PARTITION);
  }

  /**
   * The last offsets are a transaction's markers, and no consumer commits past one that is last.
   */
  @Test
  void aRangeEndsAfterItsLastRecord() throws Exception {
    recorded.record(30);
    Map<Integer, Long> logEnds = recorded.ends();

    ReplayRun run = scripted(1, 0).run();

    for (ReplayRun.Range part : run.range()) {
      assertThat(part.to()).isLessThan(logEnds.get(part.partition()));
      assertThat(recorded.records(ends).get(part.partition()))
          .last()
          .extracting(ConsumerRecord::offset)
          .isEqualTo(part.to() - 1);
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgainUnlessAskedFor() throws Exception {
    recorded.record(10);
    ReplayRun first = scripted(1, 0).run();
    ReplayRun second = scripted(1, 0).withAgain().run();

    try (Replay replay = scripted(1, 0).replay()) {
      assertThat(replay.done()).contains(second);
    }
    assertThat(second.id()).isEqualTo(first.id() + "-2");
    assertThat(new ReplayLog(CLIENT, log).read()).containsExactly(first, second);
    assertThat(starts())
        .extracting(ReplayStart::id, ReplayStart::group, ReplayStart::range)
        .containsExactly(
            tuple(first.id(), "skipstream-replay-" + first.id(), first.range()),
            tuple(second.id(), "skipstream-replay-" + second.id(), second.range()));
    assertThat(RecordedTopic.outcomes(first)).isEqualTo(RecordedTopic.outcomes(second));
  }

  @Test
  void otherSettingsAreAnotherReplay() throws Exception {
    recorded.record(10);
    scripted(1, 0).run();

    try (Replay replay = scripted(4, 0).replay()) {
      assertThat(replay.done()).isEmpty();
    }
  }

  @Test
  void aMachineThatComputesDifferentlyDoesNotContinueIt() throws Exception {
    recorded.record(10);
    Computation vnni = new Computation(ComputeFormat.INT8, 1, "2.7.1", "oneDNN avx512_vnni");
    Computation amx = new Computation(ComputeFormat.INT8, 1, "2.7.1", "oneDNN amx");
    ScriptedReplay scripted = scripted(1, 0);
    try (Replay replay = scripted.replay()) {
      ReplayRun run = replay.run(scripted.tools(vnni), done -> {});

      assertThat(run.settings())
          .containsEntry("format", "int8")
          .containsEntry("libtorch", "2.7.1")
          .containsEntry("kernels", "oneDNN avx512_vnni");
    }

    // Its group has begun, and no log says that it is complete.
    try (Replay replay = scripted.withLog(log + "-other").replay()) {
      assertThatThrownBy(() -> replay.run(scripted.tools(amx), done -> {}))
          .isInstanceOf(ReplayRefusedException.class)
          .hasMessage(
              "the replay was begun in int8 (oneDNN avx512_vnni, libtorch 2.7.1, result version 1),"
                  + " and this machine computes in int8 (oneDNN amx, libtorch 2.7.1, result version"
                  + " 1): continue it on a machine like the first, or begin another one with"
                  + " --compute or --output");
      assertThat(replay.run(scripted.tools(vnni), done -> {}).counts().detected()).isPositive();
    }
  }

  @Test
  void aModelThatAnEventAsksForDoesNotCount() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = RecordedTopic.producer(Map.of())) {
      ImageEvent asking =
          new ImageEvent(
              "a",
              "lobby",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("models:/other/7"),
              ScriptedFrames.image("t-0"));
      producer.send(EventSerdes.write(topics.images(), asking)).get();
    }

    ReplayRun run = scripted(1, 0).run();

    assertThat(run.counts()).isEqualTo(new ReplayRun.Counts(1, 0, 0));
  }

  @Test
  void theGroupThatServesIsLeftAlone() throws Exception {
    recorded.record(30);
    String serving = topics.images() + "-serving";
    Map<TopicPartition, OffsetAndMetadata> committed =
        Map.of(new TopicPartition(topics.images(), 0), new OffsetAndMetadata(7));
    try (Admin admin = SharedBroker.admin()) {
      admin.alterConsumerGroupOffsets(serving, committed).all().get();

      scripted(4, 0).run();

      assertThat(admin.listConsumerGroupOffsets(serving).partitionsToOffsetAndMetadata().get())
          .isEqualTo(committed);
    }
    assertThat(RecordedTopic.read(topics.outputs())).isEmpty();
  }

  @Test
  void keepsToItsRate() throws Exception {
    recorded.record(60);
    ScriptedReplay scripted = scripted(1, 0);
    try (Replay replay = scripted.replay()) {
      long started = System.nanoTime();
      ReplayRun run = replay.run(scripted.tools(OptionalDouble.of(6)), done -> {});
      Duration took = Duration.ofNanos(System.nanoTime() - started);

      long records = run.counts().detected() + run.counts().deadLetters();
      // The first ones come before a rate can be told. Without a limit it takes a few seconds, most
      // of them to start.
      assertThat(took).isGreaterThan(Duration.ofSeconds((records - 10) / 6));
    }
  }

  @Test
  void saysWhichOffsetsAreGone() throws Exception {
    recorded.record(30);
    recorded.deleteBefore(10);

    ReplayRequest request =
        request(
            topics.images(),
            new RangeBound.Offsets(Map.of(0, 5L), OptionalLong.empty()),
            Optional.empty());

    assertThatThrownBy(() -> new Replay(CLIENT, request, new ReplayLog(CLIENT, log)))
        .isInstanceOf(InvalidRangeException.class)
        .hasMessageContaining("offsets [5, 10) of partition 0 are gone");
  }

  @Test
  void saysWhichOffsetsRetentionTookWhileItRan() throws Exception {
    recorded.record(60);
    ScriptedReplay scripted = scripted(1, 0);
    Map<String, Object> client = new HashMap<>(scripted.client());
    // Or the consumer has it all before any of it is deleted.
    client.put("main.consumer.max.partition.fetch.bytes", 1);
    client.put("main.consumer.fetch.max.bytes", 1);
    try (Replay replay = new Replay(client, scripted.request(), new ReplayLog(client, log))) {

      assertThatThrownBy(
              () ->
                  replay.run(
                      scripted.tools(OptionalDouble.of(20)),
                      done -> {
                        if (done > 0) {
                          recorded.deleteBefore(40);
                        }
                      }))
          .isInstanceOf(InvalidRangeException.class)
          .hasMessageContaining("are gone, deleted by the topic's retention");
    }
  }

  @Test
  void refusesATopicThatIsNotThereARangeWithoutRecordsAndAnOutputOfSomethingElse()
      throws Exception {
    assertThatThrownBy(
            () ->
                new Replay(
                    CLIENT,
                    request("nowhere", new RangeBound.Earliest(), Optional.empty()),
                    new ReplayLog(CLIENT, log)))
        .isInstanceOf(ReplayRefusedException.class)
        .hasMessageContaining("topic nowhere does not exist");
    assertThatThrownBy(() -> scripted(1, 0).replay())
        .isInstanceOf(ReplayRefusedException.class)
        .hasMessageContaining("holds no record");

    recorded.record(10);
    ReplayRequest shared =
        request(topics.images(), new RangeBound.Earliest(), Optional.of(topics.deadLetters()));
    try (KafkaProducer<byte[], byte[]> producer = RecordedTopic.producer(Map.of());
        Replay replay = new Replay(CLIENT, shared, new ReplayLog(CLIENT, log))) {
      producer.send(new ProducerRecord<>(topics.deadLetters(), new byte[1])).get();

      assertThatThrownBy(() -> replay.run(scripted(1, 0).tools(), done -> {}))
          .isInstanceOf(ReplayRefusedException.class)
          .hasMessageContaining("has records of something else in it");
    }
  }

  private static ReplayRequest request(String topic, RangeBound from, Optional<String> output) {
    return new ReplayRequest(
        topic, from, new RangeBound.Latest(), CompanyDetector.MODEL, Map.of(), output, false);
  }

  private ScriptedReplay scripted(int batchSize, long nanosPerFrame) {
    return new ScriptedReplay(
        SharedBroker.bootstrapServers(),
        topics.images(),
        log,
        batchSize,
        nanosPerFrame,
        false,
        ends);
  }
}
