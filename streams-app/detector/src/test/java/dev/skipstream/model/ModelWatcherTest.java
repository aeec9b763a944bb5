package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.ModelIdentity;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ModelWatcherTest {
  private static final String CHAMPION = "models:/cells@champion";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BUSY = Duration.ofMillis(300);
  private static final ModelWatcher.Limits LIMITS =
      new ModelWatcher.Limits(2, Duration.ofMillis(100));

  @TempDir Path folder;

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final List<StillDetector> loaded = new ArrayList<>();
  private ModelRegistry registry;
  private ActiveModels models;
  private ModelWatcher watcher;

  private final StreamPause stream = new ToldPause(told);

  private final SwapListener listener =
      new SwapListener() {
        @Override
        public void swapped(String alias, ModelVersion to, Duration took) {
          told.add("swapped to " + to.version());
        }

        @Override
        public void refused(String alias, ModelVersion version, RuntimeException why) {
          told.add("refused " + version.version() + ": " + why.getMessage());
        }

        @Override
        public void stopped(String alias, ModelIdentity last) {
          told.add("stopped " + last.version());
        }
      };

  @BeforeEach
  void registerThree() {
    registry = open();
    IntStream.rangeClosed(1, 3)
        .forEach(
            version ->
                registry.register(
                    "cells", ModelFixtures.manifest("sha256:" + "%064x".formatted(version))));
    registry.setAlias("cells", "champion", 1);
    serveOn("cpu");
  }

  private void serveOn(String device) {
    models =
        new ActiveModels(
            List.of(new DeviceModels(device, List.of(new StillDetector(identity(1))))),
            Map.of(CHAMPION, identity(1)));
  }

  @AfterEach
  void close() {
    watcher.close();
    registry.close();
  }

  @Test
  void anAliasThatMovesTakesItsModelAlong() {
    watch(this::load);

    registry.setAlias("cells", "champion", 2);
    awaitTarget(2);
    registry.setAlias("cells", "champion", 3);
    awaitTarget(3);

    assertThat(told).containsExactly("swapped to 2", "swapped to 3");
    assertThat(loaded.get(0).isClosed()).isTrue();
    assertThat(loaded.get(1).isClosed()).isFalse();
  }

  @Test
  void aMoveThatHappenedBeforeTheStartIsFollowed() {
    registry.setAlias("cells", "champion", 2);

    watch(this::load);

    awaitTarget(2);
  }

  @Test
  void theOldVersionGoesOnWhenTheNewOneDoesNotLoad() {
    watch(
        version -> {
          if (version.version() == 2) {
            throw new DetectorException("archive is no program", null);
          }
          return load(version);
        });

    registry.setAlias("cells", "champion", 2);
    awaitTold("refused 2: archive is no program");
    assertThat(models.target(CHAMPION)).isEqualTo(identity(1));

    registry.setAlias("cells", "champion", 3);
    awaitTarget(3);
    assertThat(told).containsExactly("refused 2: archive is no program", "swapped to 3");
  }

  @Test
  void aVersionThatIsTooSlowForTheCommitsIsRefusedAndClosed() {
    watch(version -> load(version, ModelWatcherTest::compute));

    registry.setAlias("cells", "champion", 2);

    await().atMost(PATIENCE).until(() -> !told.isEmpty());
    assertThat(told.element()).startsWith("refused 2: models:/cells/2 takes ");
    assertThat(loaded.get(0).isClosed()).isTrue();
    assertThat(models.target(CHAMPION)).isEqualTo(identity(1));
  }

  @Test
  void aVersionThatHasToWaitForTheProcessorsIsNotTooSlow() {
    watch(version -> load(version, ModelWatcherTest::waitForItsTurn));

    registry.setAlias("cells", "champion", 2);

    awaitTarget(2);
  }

  @Test
  void whatAVersionWaitsForAGpuIsItsOwnTime() {
    serveOn("gpu:0");
    watch(version -> load(version, ModelWatcherTest::waitForItsTurn));

    registry.setAlias("cells", "champion", 2);

    await().atMost(PATIENCE).until(() -> !told.isEmpty());
    assertThat(told.element()).startsWith("refused 2: models:/cells/2 takes ");
  }

  /** The memory permits three frames: a warm-up in the size of the start would be refused. */
  @Test
  void aVersionOnAGpuRunsEachSizeOfTheBatchesInUseBeforeItServes() {
    serveOn("gpu:0");
    AtomicInteger inUse = new AtomicInteger(8);
    Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    try (FakeGpu gpu =
        new FakeGpu(
            Duration.ofMillis(1), FakeGpu.COST_OF_EIGHT, /* memoryFrames= */ 3, batches::add)) {
      watcher =
          new ModelWatcher(
              new ModelUpdates(
                  this::open,
                  List.of(CHAMPION),
                  fetching(version -> List.of(gpu.detector(version.identity()))),
                  "models.status"),
              models,
              new ModelWatcher.Limits(inUse::get, Duration.ofSeconds(10)),
              listener);
      inUse.set(3);
      watcher.start();

      registry.setAlias("cells", "champion", 2);

      awaitTarget(2);
      assertThat(batches).startsWith(1, 2, 3);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leavesTheProcessorsToTheStreamWhileItLoads() {
    int streams = NiceValue.ofThisThread();
    AtomicInteger loads = new AtomicInteger();
    AtomicInteger warmsUp = new AtomicInteger();
    watch(
        version -> {
          loads.set(NiceValue.ofThisThread());
          return load(version, () -> warmsUp.set(NiceValue.ofThisThread()));
        });

    registry.setAlias("cells", "champion", 2);

    awaitTarget(2);
    assertThat(loads.get()).isGreaterThan(streams);
    assertThat(warmsUp.get()).isEqualTo(loads.get());
    assertThat(NiceValue.ofThisThread()).isEqualTo(streams);
  }

  @Test
  void aVersionThatThereIsNoRoomForIsNotLoaded() {
    watch(this::load, noRoomForTwo(), Optional.empty());

    registry.setAlias("cells", "champion", 2);

    await().atMost(PATIENCE).until(() -> !told.isEmpty());
    assertThat(told.element()).startsWith("refused 2: cpu has no room for models:/cells/2");
    assertThat(loaded).isEmpty();
    assertThat(models.target(CHAMPION)).isEqualTo(identity(1));
  }

  @Test
  void theStreamPausesForAVersionThatThereIsNoRoomForWhereItMay() {
    watch(this::load, noRoomForTwo(), Optional.of(stream));

    registry.setAlias("cells", "champion", 2);

    awaitTarget(2);
    assertThat(told).containsExactly("pauses", "goes on", "swapped to 2");
  }

  @Test
  void theOldVersionStaysWhenItsArchiveCouldNotBeHadAgain() {
    watcher =
        new ModelWatcher(
            new ModelUpdates(
                this::open,
                List.of(CHAMPION),
                version -> {
                  if (version.version() == 1) {
                    throw new RegistryUnavailableException("the store is down", null);
                  }
                  return new FetchedModel(version, () -> load(version));
                },
                "models.status",
                noRoomForTwo(),
                true),
            models,
            LIMITS,
            listener,
            Optional.of(stream));
    watcher.start();

    registry.setAlias("cells", "champion", 2);

    awaitTold("refused 2: the store is down");
    assertThat(told).doesNotContain("pauses");
    assertThat(models.target(CHAMPION)).isEqualTo(identity(1));
  }

  /** A device of 10 bytes, of which the first version takes 6. */
  private static SwapRoom noRoomForTwo() {
    AtomicLong free = new AtomicLong(10);
    return new SwapRoom(device -> OptionalLong.of(free.getAndSet(4)), List.of("cpu"));
  }

  @Test
  void aVersionWhoseArchiveCannotBeHadNowIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    watch(
        version -> {
          if (attempts.incrementAndGet() == 1) {
            throw new RegistryUnavailableException("the store is down", null);
          }
          return load(version);
        });

    registry.setAlias("cells", "champion", 2);

    awaitTarget(2);
    assertThat(told).containsExactly("refused 2: the store is down", "swapped to 2");
  }

  @Test
  void theLastVersionGoesOnWhenTheAliasIsDeleted() {
    watch(this::load);
    registry.deleteAlias("cells", "champion");
    registry.setAlias("cells", "champion", 3);

    awaitTarget(3);
    assertThat(told).containsExactly("swapped to 3");
  }

  @Test
  void whereDeletedAliasesAreUnloadedAModelStopsAndStartsWithItsAlias() {
    watcher =
        new ModelWatcher(
            new ModelUpdates(this::open, List.of(CHAMPION), fetching(this::load), "models.status")
                .unloadingDeleted(),
            models,
            LIMITS,
            listener);
    watcher.start();

    registry.deleteAlias("cells", "champion");
    awaitTold("stopped 1");
    assertThat(models.find(CHAMPION)).isEmpty();
    assertThat(models.leaseIfAny(CHAMPION)).isEmpty();

    registry.setAlias("cells", "champion", 3);
    awaitTarget(3);
    assertThat(told).containsExactly("stopped 1", "swapped to 3");
  }

  @Test
  void followsAgainOnceTheRegistryAnswersAgain() {
    AtomicInteger opened = new AtomicInteger();
    watcher =
        new ModelWatcher(
            new ModelUpdates(
                () -> {
                  if (opened.incrementAndGet() == 1) {
                    throw new RegistryUnavailableException("no broker answers", null);
                  }
                  return open();
                },
                List.of(CHAMPION),
                fetching(this::load),
                "models.status"),
            models,
            LIMITS,
            listener);
    watcher.start();
    registry.setAlias("cells", "champion", 2);

    awaitTarget(2);
  }

  private void watch(Function<ModelVersion, List<Detector>> loader) {
    watch(loader, SwapRoom.ample(), Optional.empty());
  }

  private void watch(
      Function<ModelVersion, List<Detector>> loader, SwapRoom room, Optional<StreamPause> stream) {
    watcher =
        new ModelWatcher(
            new ModelUpdates(
                this::open,
                List.of(CHAMPION),
                fetching(loader),
                "models.status",
                room,
                stream.isPresent()),
            models,
            LIMITS,
            listener,
            stream);
    watcher.start();
  }

  private static ModelLoader fetching(Function<ModelVersion, List<Detector>> loader) {
    return version -> new FetchedModel(version, () -> loader.apply(version));
  }

  private ModelRegistry open() {
    return LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), "ann");
  }

  /** Far longer than a frame may take. */
  private static void waitForItsTurn() {
    LockSupport.parkNanos(BUSY.toNanos());
  }

  private static void compute() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + BUSY.toNanos();
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  private List<Detector> load(ModelVersion version) {
    return load(version, () -> {});
  }

  private List<Detector> load(ModelVersion version, Runnable work) {
    StillDetector detector = new StillDetector(version.identity(), work);
    loaded.add(detector);
    return List.of(detector);
  }

  private void awaitTarget(int version) {
    await().atMost(PATIENCE).until(() -> told.contains("swapped to " + version));
    assertThat(models.target(CHAMPION)).isEqualTo(identity(version));
  }

  private void awaitTold(String what) {
    await().atMost(PATIENCE).until(() -> told.contains(what));
  }

  private static ModelIdentity identity(int version) {
    return new ModelIdentity("cells", version, "sha256:" + "%064x".formatted(version));
  }
}
