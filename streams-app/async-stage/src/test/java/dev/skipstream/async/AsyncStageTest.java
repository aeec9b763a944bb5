package dev.skipstream.async;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncStageTest {
  private static final int CREDITS = 2;

  private final ScriptedWork work = new ScriptedWork();
  private final Credits credits = new Credits(CREDITS, 1_000);
  private final DrainSwitch<String, String, String> stage =
      new DrainSwitch<>(
          new AsyncStage<>(
              "work",
              work,
              credits,
              new AsyncStage.Limits(
                  Duration.ofMillis(5), Duration.ofMillis(200), Duration.ofMillis(200))));
  private RuntimeException thrownDownstream;
  private TopologyTestDriver driver;
  private TestInputTopic<String, String> in;
  private TestOutputTopic<String, String> out;

  @AfterEach
  void close() {
    work.finishAll();
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void whatIsInFlightIsForwardedBeforeACommit() {
    start();
    work.finishSoon();

    in.pipeInput("k", "a");

    assertThat(out.readValuesToList()).containsExactly("A");
  }

  /** The control of the test above: the same topology loses the record to the commit. */
  @Test
  void withoutTheDrainTheCommitComesFirst() {
    start();
    work.finishSoon();

    stage.off();
    in.pipeInput("k", "a");

    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void resultsLeaveInInputOrderWhateverFinishesFirst() {
    start();
    stage.off();
    in.pipeInput("k", "a");
    in.pipeInput("k", "b");

    work.finish("b");
    tick();
    assertThat(out.isEmpty()).isTrue();
    work.finish("a");
    tick();

    assertThat(out.readValuesToList()).containsExactly("A", "B");
  }

  @Test
  void everyResultGoesUnderTheContextOfItsOwnRecord() {
    start();
    stage.off();
    in.pipeInput(record("k1", "a", "h1", 1_000));
    in.pipeInput(record("k2", "b", "h2", 2_000));
    work.finishAll();
    tick();

    TestRecord<String, String> first = out.readRecord();
    TestRecord<String, String> second = out.readRecord();
    assertThat(first.key()).isEqualTo("k1");
    assertThat(first.timestamp()).isEqualTo(1_000);
    assertThat(header(first, "in")).isEqualTo("h1");
    assertThat(header(first, "at")).isEqualTo("in-0@0");
    assertThat(second.timestamp()).isEqualTo(2_000);
    assertThat(header(second, "in")).isEqualTo("h2");
    assertThat(header(second, "at")).isEqualTo("in-0@1");
  }

  @Test
  void creditComesBackWhenWorkFinishesNotWhenItIsForwarded() {
    start();
    stage.off();
    in.pipeInput("k", "a");
    in.pipeInput("k", "b");

    work.finish("b");

    assertThat(credits.recordsInUse()).isEqualTo(1);
    assertThat(out.isEmpty()).isTrue();
    in.pipeInput("k", "c");
    assertThat(work.started()).containsExactly("a", "b", "c");
  }

  @Test
  void aFailureOfOneRecordGivesThatRecordAResultAndItsCreditComesBack() {
    start();
    stage.off();
    in.pipeInput("k", "weightless");
    in.pipeInput("k", "bad");
    in.pipeInput("k", "late");
    in.pipeInput("k", "a");

    work.fail("late", new UnsupportedOperationException());
    work.finish("a");
    tick();

    assertThat(out.readValuesToList())
        .containsExactly("failed weightless", "failed bad", "failed late", "A");
    assertThat(credits.recordsInUse()).isZero();
  }

  @Test
  void finishedResultsDoNotPileUpWithoutBoundBehindASlowHead() {
    start();
    stage.off();
    in.pipeInput("k", "slow");
    for (int i = 1; i < 3 * CREDITS; i++) {
      in.pipeInput("k", "fast" + i);
      work.finish("fast" + i);
    }

    assertThatThrownBy(() -> in.pipeInput("k", "one too many"))
        .hasStackTraceContaining("in-0@0 has no result within");
  }

  @Test
  void aHeadThatFinishesMakesRoomForTheRecordThatWaits() {
    start();
    stage.off();
    in.pipeInput("k", "slow");
    for (int i = 1; i < 3 * CREDITS; i++) {
      in.pipeInput("k", "fast" + i);
      work.finish("fast" + i);
    }
    CompletableFuture.delayedExecutor(20, java.util.concurrent.TimeUnit.MILLISECONDS)
        .execute(() -> work.finish("slow"));

    in.pipeInput("k", "next");

    assertThat(out.readValuesToList()).startsWith("SLOW", "FAST1").hasSize(3 * CREDITS);
  }

  @Test
  void whileATaskDrainsItsWorkKnowsIt() {
    start();
    work.whenOwnersChange(
        () -> {
          assertThat(work.ownerOf("a").draining()).isTrue();
          work.finish("a");
        });

    in.pipeInput("k", "a");

    assertThat(out.readValuesToList()).containsExactly("A");
    assertThat(work.ownerOf("a").draining()).isFalse();
  }

  @Test
  void aDrainThatStallsEndsWithTheLimitAndNamesTheRecord() {
    start();

    Throwable failure = catchThrowable(() -> in.pipeInput("k", "stuck"));

    assertThat(failure).isInstanceOf(StalledException.class).hasMessageContaining("in-0@0");
  }

  @Test
  void afterOneFailedDrainTheNextReturnsAtOnce() {
    start();
    assertThatThrownBy(() -> in.pipeInput("k", "stuck")).isInstanceOf(StalledException.class);

    long before = System.nanoTime();
    driver.close();
    driver = null;

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(150));
    assertThat(work.ownerOf("stuck").gone()).isTrue();
  }

  @Test
  void aKafkaTimeoutInTheDrainMakesTheThreadStartOver() {
    start();
    work.finishSoon();
    thrownDownstream = new TimeoutException("no metadata for topic out");

    Throwable failure = catchThrowable(() -> in.pipeInput("k", "a"));

    assertThat(failure)
        .isInstanceOf(TaskMigratedException.class)
        .hasRootCauseMessage("no metadata for topic out");
  }

  @Test
  void workThatCannotBeDoneNowMakesTheThreadStartOver() {
    start();
    stage.off();
    in.pipeInput("k", "a");
    work.fail("a", new TryLaterException("the store is down", null));
    stage.on();

    assertThat(catchThrowable(() -> in.pipeInput("k", "b")))
        .isInstanceOf(TaskMigratedException.class)
        .hasRootCauseMessage("the store is down");
  }

  /** The handler skips the record that found no credit: to commit after that would lose it. */
  @Test
  void aStallIsNotCommittedOverByAHandlerThatContinuesAfterErrors() {
    start(LogAndContinueProcessingExceptionHandler.class);
    stage.off();
    in.pipeInput("k", "a");
    in.pipeInput("k", "b");
    in.pipeInput("k", "has no credit");
    work.finishAll();
    stage.on();

    assertThatThrownBy(() -> in.pipeInput("k", "d"))
        .isInstanceOf(StalledException.class)
        .hasMessageContaining("2 of 2 records are in flight");
  }

  @Test
  void brokenWorkersEndTheStreamThread() {
    start();
    stage.off();
    in.pipeInput("k", "a");
    work.fail("a", new StageException("device lost"));

    assertThatThrownBy(this::tick).hasRootCauseMessage("device lost");
  }

  @Test
  void aClosedTaskGivesItsWorkUp() {
    start();
    stage.off();
    in.pipeInput("k", "a");

    driver.close();
    driver = null;

    assertThat(work.ownerOf("a").gone()).isTrue();
    work.finish("a");
    await().until(() -> credits.recordsInUse() == 0);
  }

  private void start() {
    start(null);
  }

  private void start(Class<?> processingExceptionHandler) {
    Topology topology = new Topology();
    topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("work", stage, "source");
    topology.addProcessor("position", Position::new, "work");
    topology.addSink("sink", "out", new StringSerializer(), new StringSerializer(), "position");
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    if (processingExceptionHandler != null) {
      config.put(
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, processingExceptionHandler);
    }
    driver = new TopologyTestDriver(topology, config, Instant.EPOCH);
    in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
  }

  private void tick() {
    driver.advanceWallClockTime(Duration.ofMillis(5));
  }

  private static TestRecord<String, String> record(
      String key, String value, String header, long timestamp) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("in", header.getBytes(UTF_8));
    return new TestRecord<>(key, value, headers, timestamp);
  }

  private static String header(TestRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** Writes into a header what the context says of the record. */
  private final class Position extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      if (thrownDownstream != null) {
        throw thrownDownstream;
      }
      RecordMetadata at = context().recordMetadata().orElseThrow();
      String position = at.topic() + "-" + at.partition() + "@" + at.offset();
      record.headers().add("at", position.getBytes(UTF_8));
      context().forward(record);
    }
  }
}
