package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests a stage whose workers are slow, and one whose workers hang. */
@Timeout(30)
class SlowWorkersTest {
  private static final int CREDITS = 4;

  private final ScriptedWork work = new ScriptedWork();
  private final ScriptedProgress progress = new ScriptedProgress();
  private final Credits credits = new Credits(CREDITS, 1_000);
  private final DrainSwitch<String, String, String> stage =
      new DrainSwitch<>(
          new AsyncStage<>(
              "work",
              work,
              credits,
              new AsyncStage.Limits(
                  Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(50)),
              progress));
  private TopologyTestDriver driver;
  private TestInputTopic<String, String> in;
  private TestOutputTopic<String, String> out;

  @BeforeEach
  void start() {
    Topology topology = new Topology();
    topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("work", stage, "source");
    topology.addSink("sink", "out", new StringSerializer(), new StringSerializer(), "work");
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    driver = new TopologyTestDriver(topology, config, Instant.EPOCH);
    in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void aDrainThatDoesNotFitStartsOverWithHalfTheCredits() {
    assertThat(catchThrowable(() -> in.pipeInput("k", "slow", 7)))
        .isInstanceOf(TaskMigratedException.class)
        .hasMessageContaining("in-0@0 has no result within 50 ms");

    assertThat(credits.limit()).isEqualTo(CREDITS / 2);
  }

  @Test
  void aRecordThatFitsNoDrainKeepsItsWorkWhenItIsReadAgain() {
    assertThat(catchThrowable(() -> in.pipeInput("k", "slow", 7)))
        .isInstanceOf(TaskMigratedException.class);
    startOver();
    work.finish("slow");

    in.pipeInput("k", "slow", 7);

    assertThat(out.readValuesToList()).containsExactly("SLOW");
    assertThat(work.started()).containsExactly("slow");
    assertThat(work.starts()).isEqualTo(1);
    assertThat(work.ownerOf("slow").gone()).isFalse();
  }

  @Test
  void anotherRecordAtTheSamePositionGetsNoneOfTheWork() {
    assertThat(catchThrowable(() -> in.pipeInput("k", "slow", 7)))
        .isInstanceOf(TaskMigratedException.class);
    startOver();
    work.finishAtOnce();

    in.pipeInput("k", "other", 8);

    assertThat(out.readValuesToList()).containsExactly("OTHER");
  }

  @Test
  void workThatFailedMeanwhileBeginsAgain() {
    assertThat(catchThrowable(() -> in.pipeInput("k", "slow", 7)))
        .isInstanceOf(TaskMigratedException.class);
    startOver();
    work.fail("slow", new TryLaterException("the store is down", null));
    work.finishAtOnce();

    in.pipeInput("k", "slow", 7);

    assertThat(out.readValuesToList()).containsExactly("SLOW");
    assertThat(work.starts()).isEqualTo(2);
  }

  @Test
  void aWaitForCreditStartsOverToo() {
    stage.off();
    for (int i = 0; i < CREDITS; i++) {
      in.pipeInput("k", "slow" + i);
    }

    assertThat(catchThrowable(() -> in.pipeInput("k", "has no credit")))
        .isInstanceOf(TaskMigratedException.class)
        .hasMessageContaining("4 of 4 records are in flight");
  }

  @Test
  void aFullQueueStartsOverToo() {
    stage.off();
    in.pipeInput("k", "slow");
    for (int i = 1; i < 3 * CREDITS; i++) {
      in.pipeInput("k", "fast" + i);
      work.finish("fast" + i);
    }

    assertThat(catchThrowable(() -> in.pipeInput("k", "one too many")))
        .isInstanceOf(TaskMigratedException.class);
  }

  @Test
  void withoutProgressTheThirdStartOverIsTheLastAndTheEndShowsTheFigures() {
    progress.alive(false);
    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowable(() -> in.pipeInput("k", "stuck", 7)))
          .isInstanceOf(TaskMigratedException.class);
      startOver();
    }

    assertThat(catchThrowable(() -> in.pipeInput("k", "stuck", 7)))
        .isInstanceOf(StalledException.class)
        .hasMessageContaining("in-0@0 has no result within 50 ms")
        .hasMessageEndingWith("as scripted");
  }

  @Test
  void aHungBatchEndsTheStageWithTheMessageOfTheWatch() {
    stage.off();
    in.pipeInput("k", "stuck");
    work.fail("stuck", new StalledException("worker-1 hangs"));
    stage.on();

    assertThat(catchThrowable(() -> driver.advanceWallClockTime(Duration.ofMillis(5))))
        .hasRootCauseInstanceOf(StalledException.class)
        .hasRootCauseMessage("worker-1 hangs");
  }

  @Test
  void aRecordThatAllOthersPassEndsTheStageThoughBatchesComplete() {
    Throwable failure = null;
    for (int i = 0; i < 10 && !(failure instanceof StalledException); i++) {
      failure = catchThrowable(() -> in.pipeInput("k", "lost in a decoder", 7));
      progress.completed(1_000);
      startOver();
    }

    assertThat(failure).isInstanceOf(StalledException.class);
    assertThat(work.starts()).isEqualTo(1);
  }

  /** Closes the task as a thread does that starts over, and reads from the first record again. */
  private void startOver() {
    driver.close();
    start();
  }
}
