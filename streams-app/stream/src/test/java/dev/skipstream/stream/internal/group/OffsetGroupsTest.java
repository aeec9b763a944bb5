package dev.skipstream.stream.internal.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.async.StageException;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.internal.frame.DecodedFrameBudget;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OffsetGroupsTest {
  private static final Pipeline PIPELINE =
      new Pipeline(TopicNames.of("images"), ScriptedDetector.MODEL);
  private static final int SIZE = 4;

  private final Map<Long, String> texts = new TreeMap<>();
  private final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
  private final List<Long> reads = new ArrayList<>();
  private final FrameWorkers workers = workers();
  private final OffsetGroups groups =
      new OffsetGroups(workers, PIPELINE.reference(), this::read, new Uuid(1, 2), SIZE);

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void theFirstRecordOfAGroupBringsTheWholeGroupAlong() {
    holds("a", "b", "c", "d", "e");

    assertThat(foundAt(1)).isEqualTo("b");

    assertThat(batches).containsExactly(List.of("a", "b", "c", "d"));
  }

  @Test
  void framesOfAShapeLeaveTogetherInTheOrderOfTheirOffsetsHoweverLongTheyTakeToDecode() {
    for (int i = 0; i < 200; i++) {
      texts.put((long) i, (i % 3 == 1 ? "tall " : "slow ") + i);
    }

    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      outcomes.add(groups.outcomeOf(at(i)));
    }
    outcomes.forEach(CompletableFuture::join);

    assertThat(batches).hasSize(100);
    assertThat(batches)
        .allSatisfy(
            batch -> {
              assertThat(batch)
                  .extracting(text -> text.substring(0, 4))
                  .containsOnly(batch.get(0).substring(0, 4));
              List<Integer> numbers =
                  batch.stream().map(text -> Integer.parseInt(text.substring(5))).toList();
              assertThat(numbers).isSorted();
              assertThat(numbers)
                  .extracting(number -> number / SIZE)
                  .containsOnly(numbers.get(0) / SIZE);
            });
  }

  @Test
  void aFrameThatCannotBeDecodedLeavesItsSeatEmpty() {
    holds("a", "damaged", "c", "d");

    assertThat(groups.outcomeOf(at(1)).join()).isInstanceOf(Outcome.Rejected.class);

    assertThat(foundAt(3)).isEqualTo("d");
    assertThat(batches).containsExactly(List.of("a", "c", "d"));
  }

  @Test
  void aGroupOfWhichNothingCanBeDecodedHoldsNobodyUp() {
    holds("damaged", "damaged", "damaged", "damaged", "e");

    assertThat(groups.outcomeOf(at(0)).join()).isInstanceOf(Outcome.Rejected.class);
    assertThat(foundAt(4)).isEqualTo("e");
  }

  @Test
  void aGroupIsReadOnce() {
    holds("a", "b", "c", "d");

    for (int offset = 0; offset < SIZE; offset++) {
      foundAt(offset);
    }

    assertThat(reads).containsExactly(0L);
  }

  @Test
  void whatComesBackAfterACrashMeetsTheSameCompany() {
    holds("a", "b", "c", "d", "e", "f");
    foundAt(0);
    foundAt(4);

    foundAt(2);

    assertThat(batches)
        .containsExactly(
            List.of("a", "b", "c", "d"), List.of("e", "f"), List.of("a", "b", "c", "d"));
  }

  /** The broker or an image store was unavailable: the next request retries the group. */
  @Test
  void aGroupThatFailedIsReadAgain() {
    assertThatThrownBy(() -> groups.outcomeOf(at(0)).join())
        .hasCauseInstanceOf(BrokerException.class);

    holds("a");

    assertThat(foundAt(0)).isEqualTo("a");
  }

  @Test
  void aRecordThatIsNotReadAgainEndsTheStage() {
    holds("a");

    assertThatThrownBy(() -> groups.outcomeOf(at(1)).join())
        .hasCauseInstanceOf(StageException.class)
        .hasMessageContaining("is not among the records of its group");
  }

  private void holds(String... images) {
    for (int i = 0; i < images.length; i++) {
      texts.put((long) i, images[i]);
    }
  }

  private static InputPosition at(long offset) {
    return new InputPosition("images", 0, offset);
  }

  private String foundAt(long offset) {
    CompletableFuture<Outcome> outcome = groups.outcomeOf(at(offset));
    return ((DetectionEvent) ((Outcome.Detected) outcome.join()).event())
        .detections()
        .get(0)
        .label();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(int partition, long from, long to) {
    if (texts.isEmpty()) {
      throw new BrokerException("nobody answers");
    }
    reads.add(from);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    texts.forEach(
        (offset, text) -> {
          if (offset >= from && offset < to) {
            records.add(
                new ConsumerRecord<>(
                    "images",
                    partition,
                    offset,
                    1_000,
                    TimestampType.CREATE_TIME,
                    text.length(),
                    text.length(),
                    text.getBytes(UTF_8),
                    ScriptedFrames.image(text),
                    new RecordHeaders(),
                    Optional.empty()));
          }
        });
    return records;
  }

  private FrameWorkers workers() {
    FrameDecoder decoder = this::decode;
    BatchSettings settings = new BatchSettings(SIZE, Duration.ZERO, 3);
    return FrameWorkers.start(
        new ActiveModels(
            ScriptedApp.devices(
                new ScriptedDetector(
                    () -> 0,
                    frames -> batches.add(frames.stream().map(ScriptedFrames::textOf).toList()))),
            Map.of(PIPELINE.reference(), PIPELINE.model())),
        new FrameWorkers.Tools(
            decoder,
            ScriptedApp.images(decoder).fetcher(),
            new DecodedFrameBudget(100, 1 << 20, Duration.ofSeconds(20)),
            Suspects.of(CrashJournal.forgetful()),
            new FrameMetrics(new SimpleMeterRegistry()),
            Optional.empty()),
        FrameRules.NONE,
        settings);
  }

  private Frame decode(byte[] encoded) throws InvalidImageException {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500_000));
    return ScriptedFrames.decode(encoded);
  }
}
