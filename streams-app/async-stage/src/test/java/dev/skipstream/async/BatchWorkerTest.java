package dev.skipstream.async;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatchWorkerTest {
  private final MicroBatcher<String, String, String> batcher =
      new MicroBatcher<>(4, Duration.ofSeconds(30));
  private final WorkOwner owner = new WorkOwner();
  private final ScriptedFunction function = new ScriptedFunction();

  @AfterEach
  void close() {
    batcher.close();
  }

  @Test
  void everyItemGetsItsOwnResult() throws Exception {
    List<CompletableFuture<String>> results = batch("a", "b", "c", "d");
    start();

    assertThat(get(results)).containsExactly("A", "B", "C", "D");
    assertThat(function.batches).containsExactly(List.of("a", "b", "c", "d"));
  }

  @Test
  void oneBadItemHarmsNoneInItsBatch() throws Exception {
    List<CompletableFuture<String>> results = batch("a", "bad", "c", "d");
    start();

    assertThat(results.get(0).get(5, SECONDS)).isEqualTo("A");
    assertThatThrownBy(() -> results.get(1).get(5, SECONDS)).hasMessageContaining("bad item");
    assertThat(get(results.subList(2, 4))).containsExactly("C", "D");
  }

  @Test
  void outOfMemoryHalvesThisBatchAndLaterOnes() throws Exception {
    function.roomFor = 2;
    List<CompletableFuture<String>> results = batch("a", "b", "c", "d");
    start();

    assertThat(get(results)).containsExactly("A", "B", "C", "D");
    assertThat(function.batches)
        .containsExactly(List.of("a", "b", "c", "d"), List.of("a", "b"), List.of("c", "d"));
    assertThat(batcher.maxSize()).isEqualTo(2);
  }

  @Test
  void aDeviceFaultBlamesNoItemAndEndsTheWorker() throws Exception {
    List<CompletableFuture<String>> results = batch("a", "device", "c", "d");
    BatchWorker<String, String, String> worker = start();

    for (CompletableFuture<String> result : results) {
      assertThatThrownBy(() -> result.get(5, SECONDS)).hasCauseInstanceOf(StageException.class);
    }
    assertThat(worker.join(5_000)).isTrue();
    assertThat(function.batches).hasSize(1);
  }

  @Test
  void aFunctionThatLosesAResultFailsAloudAndNotByShifting() throws Exception {
    function.loses = "b";
    List<CompletableFuture<String>> results = batch("a", "b", "c", "d");
    start();

    assertThat(results.get(2).get(5, SECONDS)).isEqualTo("C");
    assertThatThrownBy(() -> results.get(1).get(5, SECONDS)).hasMessageContaining("0 results");
  }

  @Test
  void aBatchThatHangsFailsItsItemsAndAllThatCome() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    WorkerWatch watch = new WorkerWatch(Duration.ofMillis(300), Duration.ZERO);
    List<CompletableFuture<String>> results = batch("a", "b", "c", "d");
    BatchWorker.start(
        "worker",
        batcher,
        new BatchFunction<String, String, String>() {
          @Override
          public List<String> run(String bucket, List<String> items) throws Exception {
            hangs.await();
            return items;
          }

          @Override
          public Fault classify(Throwable failure) {
            return Fault.ITEM;
          }
        },
        watch);
    CompletableFuture<StalledException> told = new CompletableFuture<>();
    watch.start(told::complete);

    assertThat(told.get(5, SECONDS)).hasMessageStartingWith("worker hangs: ");
    for (CompletableFuture<String> result : results) {
      assertThatThrownBy(() -> result.get(5, SECONDS)).hasCauseInstanceOf(StalledException.class);
    }
    assertThat(batcher.announce(owner).offer("bucket", "e"))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(StalledException.class);
    watch.close();
    hangs.countDown();
  }

  @Test
  void closingTheBatcherEndsTheWorker() throws Exception {
    BatchWorker<String, String, String> worker = start();

    batcher.close();

    assertThat(worker.join(5_000)).isTrue();
  }

  private BatchWorker<String, String, String> start() {
    return BatchWorker.start("worker", batcher, function);
  }

  private List<CompletableFuture<String>> batch(String... values) {
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (String value : values) {
      results.add(batcher.announce(owner).offer("bucket", value));
    }
    return results;
  }

  private static List<String> get(List<CompletableFuture<String>> results) throws Exception {
    List<String> values = new ArrayList<>();
    for (CompletableFuture<String> result : results) {
      values.add(result.get(5, SECONDS));
    }
    return values;
  }

  /** Upper-cases; fails on "bad" and "device", and on batches larger than it has room for. */
  private static final class ScriptedFunction implements BatchFunction<String, String, String> {
    private final List<List<String>> batches = new ArrayList<>();
    private int roomFor = 100;
    private String loses = "";

    @Override
    public List<String> run(String bucket, List<String> items) {
      batches.add(items);
      if (items.size() > roomFor) {
        throw new IllegalStateException("out of memory");
      }
      if (items.contains("device")) {
        throw new IllegalStateException("device lost");
      }
      if (items.contains("bad")) {
        throw new IllegalStateException("bad item");
      }
      return items.stream()
          .filter(s -> !s.equals(loses))
          .map(s -> s.toUpperCase(java.util.Locale.ROOT))
          .toList();
    }

    @Override
    public Fault classify(Throwable failure) {
      return switch (failure.getMessage()) {
        case "out of memory" -> Fault.OUT_OF_MEMORY;
        case "device lost" -> Fault.DEVICE;
        default -> Fault.ITEM;
      };
    }
  }
}
