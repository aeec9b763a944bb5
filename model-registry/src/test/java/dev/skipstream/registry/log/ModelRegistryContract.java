package dev.skipstream.registry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.AliasMove;
import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of every registry, for each kind of log. */
public abstract class ModelRegistryContract {
  /** The content of each version's archive in these tests. */
  public static final byte[] ARCHIVE = "an archive".getBytes(StandardCharsets.UTF_8);

  public static final ModelManifest MANIFEST = ModelFixtures.manifest(digestOf(ARCHIVE));

  private static final FasterRcnnSettings SMALL =
      new FasterRcnnSettings(96, 128, 100, 100, 0.05, 0.5, 100, null);

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String AUTHOR = "ann@workstation";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Queue<ModelRegistry> opened = new ConcurrentLinkedQueue<>();

  /** A registry over the log of this test, as another process would open it. */
  public final ModelRegistry registry() {
    ModelRegistry registry = open(Clock.fixed(NOW, ZoneOffset.UTC), AUTHOR);
    opened.add(registry);
    return registry;
  }

  protected abstract ModelRegistry open(Clock clock, String author);

  /** Adds an entry to the log without a check. */
  protected abstract void writeByHand(String entry) throws Exception;

  @AfterEach
  void closeAll() {
    opened.forEach(ModelRegistry::close);
  }

  @Test
  void isEmptyBeforeAnythingIsRegistered() {
    assertThat(registry().models()).isEmpty();
    assertThat(registry().revision()).isZero();
    assertThatThrownBy(() -> resolve("models:/cells"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("there are none yet: make one with 'models import'");
  }

  @Test
  void countsVersionsFromOneWithinAName() {
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(1);
    assertThat(registry().register("street", MANIFEST).version()).isEqualTo(1);
    assertThat(registry().register("cells", MANIFEST).uri()).isEqualTo("models:/cells/2");
    assertThat(registry().models())
        .extracting(RegisteredModel::name)
        .containsExactly("cells", "street");
  }

  @Test
  void registersOnceWhatIsTheSameModel() {
    registry().register("cells", MANIFEST);
    ModelManifest later =
        ModelFixtures.manifest(MANIFEST.digest(), MANIFEST.settings(), NOW.plusSeconds(1));
    ModelManifest smaller = ModelFixtures.manifest(MANIFEST.digest(), SMALL, NOW);

    assertThat(registry().registerOnce("cells", later))
        .isEqualTo(new ModelVersion("cells", 1, MANIFEST, NOW, AUTHOR));
    assertThat(registry().registerOnce("cells", smaller).version()).isEqualTo(2);
    assertThat(registry().registerOnce("street", MANIFEST).version()).isEqualTo(1);
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(3);
    assertThatThrownBy(() -> registry().registerOnce("../cells", MANIFEST))
        .isInstanceOf(InvalidModelException.class);
    assertThat(registry().revision()).isEqualTo(4);
  }

  @Test
  void ofSeveralThatRegisterAModelAtOnceOneDoes() {
    int writers = 8;
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "cells-" + i).toList();
    Phaser together = new Phaser(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<CompletableFuture<List<Integer>>> registered =
        IntStream.range(0, writers)
            .mapToObj(
                writer ->
                    CompletableFuture.supplyAsync(
                            () -> {
                              ModelRegistry registry = registry();
                              return names.stream()
                                  .map(
                                      name -> {
                                        together.arriveAndAwaitAdvance();
                                        return registry.registerOnce(name, MANIFEST).version();
                                      })
                                  .toList();
                            },
                            threads)
                        // One that fails leaves the others waiting for it.
                        .orTimeout(1, TimeUnit.MINUTES))
            .toList();

    assertThat(registered.stream().flatMap(one -> one.join().stream())).containsOnly(1);
    assertThat(registry().models())
        .hasSameSizeAs(names)
        .allSatisfy(model -> assertThat(model.versions()).hasSize(1));
    threads.shutdown();
  }

  @Test
  void givesBackWhatWasRegisteredAndByWhom() {
    registry().register("cells", MANIFEST);

    assertThat(resolve("models:/cells/1"))
        .isEqualTo(new ModelVersion("cells", 1, MANIFEST, NOW, AUTHOR));
  }

  @Test
  void resolvesABareNameToItsNewestVersion() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);

    assertThat(resolve("models:/cells").version()).isEqualTo(2);
  }

  @Test
  void saysWhatThereIsWhenAReferenceIsUnknown() {
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1);

    assertThatThrownBy(() -> resolve("models:/sells/1"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("there are cells");
    assertThatThrownBy(() -> resolve("models:/cells/2"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells/2: the newest version of cells is 1");
    assertThatThrownBy(() -> resolve("models:/cells@campion"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells@campion: cells has no such alias; it has champion");
  }

  @Test
  void resolvesAnAliasToTheVersionItPointsAtLast() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 2);
    registry().setAlias("cells", "champion", 1);
    registry().setAlias("cells", "challenger", 2);

    assertThat(resolve("models:/cells@champion").version()).isEqualTo(1);
    assertThat(registry().model("cells").aliases())
        .isEqualTo(Map.of("champion", 1, "challenger", 2));
    assertThat(registry().model("cells").aliasesOf(2)).containsExactly("challenger");
  }

  @Test
  void remembersEachMoveOfAnAlias() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1);
    registry().setAlias("cells", "champion", 2);
    registry().deleteAlias("cells", "champion");

    assertThat(registry().model("cells").moves())
        .containsExactly(
            new AliasMove("champion", OptionalInt.empty(), OptionalInt.of(1), NOW, AUTHOR),
            new AliasMove("champion", OptionalInt.of(1), OptionalInt.of(2), NOW, AUTHOR),
            new AliasMove("champion", OptionalInt.of(2), OptionalInt.empty(), NOW, AUTHOR));
    assertThat(registry().model("cells").aliases()).isEmpty();
  }

  @Test
  void rollsAnAliasBackToWhereItPointedBefore() {
    IntStream.range(0, 3).forEach(i -> registry().register("cells", MANIFEST));
    registry().setAlias("cells", "champion", 1);
    registry().setAlias("cells", "challenger", 2);
    registry().setAlias("cells", "champion", 3);

    assertThat(registry().rollback("cells", "champion").version()).isEqualTo(1);
    assertThat(resolve("models:/cells@champion").version()).isEqualTo(1);
    assertThat(registry().rollback("cells", "champion").version()).isEqualTo(3);
  }

  @Test
  void refusesToRollBackAnAliasThatNeverMoved() {
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1);

    assertThatThrownBy(() -> registry().rollback("cells", "champion"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("pointed at nothing before");
    assertThat(resolve("models:/cells@champion").version()).isEqualTo(1);
  }

  @Test
  void keepsTagsOfAVersion() {
    registry().register("cells", MANIFEST);
    registry().tag("cells", 1, "dataset", "bccd");
    registry().tag("cells", 1, "owner", "ann");
    registry().tag("cells", 1, "owner", "ben");
    registry().tag("cells", 1, "dataset", "");

    assertThat(registry().model("cells").tagsOf(1)).isEqualTo(Map.of("owner", "ben"));
  }

  @Test
  void anArchivedVersionIsNeitherTheNewestNorAnAliasTarget() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    registry().archive("cells", 2);

    assertThat(resolve("models:/cells").version()).isEqualTo(1);
    assertThat(resolve("models:/cells/2").version()).isEqualTo(2);
    assertThatThrownBy(() -> registry().setAlias("cells", "champion", 2))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("models:/cells/2 is archived: alias 'champion' cannot point at it");
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(3);
  }

  @Test
  void refusesToArchiveWhatAnAliasPointsAt() {
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1);

    assertThatThrownBy(() -> registry().archive("cells", 1))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("is in use, as champion");
    assertThat(registry().model("cells").archived()).isEmpty();
  }

  @Test
  void changesNothingWhenACommandCannotBeCarriedOut() {
    registry().register("cells", MANIFEST);

    assertThatThrownBy(() -> registry().setAlias("cells", "champion", 2))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells/2: the newest version of cells is 1");
    assertThatThrownBy(() -> registry().deleteAlias("cells", "champion"))
        .isInstanceOf(UnknownModelException.class);
    assertThatThrownBy(() -> registry().tag("street", 1, "owner", "ann"))
        .isInstanceOf(UnknownModelException.class);
    assertThatThrownBy(() -> registry().register("../cells", MANIFEST))
        .isInstanceOf(InvalidModelException.class);
    assertThatThrownBy(() -> registry().setAlias("cells", "a/b", 1))
        .isInstanceOf(InvalidModelException.class);
    assertThat(registry().revision()).isEqualTo(1);
  }

  @Test
  void passesOverAnEntryThatCameSecond() throws Exception {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    writeByHand(setAlias(1, 1));
    writeByHand(setAlias(2, 2));
    writeByHand(setAlias(2, 1));

    assertThat(resolve("models:/cells@champion").version()).isEqualTo(2);
    assertThat(registry().revision()).isEqualTo(3);
  }

  @Test
  void refusesALogThatALaterVersionWrote() throws Exception {
    registry().register("cells", MANIFEST);
    writeByHand(
        """
        {"revision":1,"at":"2026-11-23T12:00:00Z","by":"ann","command":{"type":"teleport"}}\
        """);

    assertThatThrownBy(() -> registry().models())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("command 'teleport' is not known here");
    assertThatThrownBy(() -> registry().register("cells", MANIFEST))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void assignsEachNumberOnceToWritersInParallel() {
    int writers = 8;
    int each = 25;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<CompletableFuture<List<Integer>>> written =
        IntStream.range(0, writers)
            .mapToObj(
                writer ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          ModelRegistry registry = registry();
                          return IntStream.range(0, each)
                              .mapToObj(i -> registry.register("cells", MANIFEST).version())
                              .toList();
                        },
                        threads))
            .toList();

    assertThat(written.stream().flatMap(one -> one.join().stream()).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, writers * each).boxed().toList());
    threads.shutdown();
  }

  @Test
  void tellsOfAChangeThatAnotherMade() {
    registry().register("cells", MANIFEST);
    ModelRegistry watching = registry();
    long known = watching.revision();

    assertThat(watching.awaitChange(known, Duration.ofMillis(100))).isEqualTo(known);
    CompletableFuture<Long> change =
        CompletableFuture.supplyAsync(() -> watching.awaitChange(known, PATIENCE));
    registry().setAlias("cells", "champion", 1);

    assertThat(change.join()).isEqualTo(known + 1);
    assertThat(watching.resolve(ModelRef.of("cells", "champion")).version()).isEqualTo(1);
  }

  @Test
  void movesAnAliasOnlyForWhoSawItsLastMove() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1, 0);

    assertThatThrownBy(() -> registry().setAlias("cells", "champion", 2, 0))
        .isInstanceOf(AliasMovedException.class);
    assertThatThrownBy(() -> registry().deleteAlias("cells", "champion", 0))
        .isInstanceOf(AliasMovedException.class);
    assertThat(resolve("models:/cells@champion").version()).isEqualTo(1);
    registry().setAlias("cells", "champion", 2, 1);
    assertThat(resolve("models:/cells@champion").version()).isEqualTo(2);
    registry().deleteAlias("cells", "champion", 2);
    assertThat(registry().model("cells").aliases()).isEmpty();
  }

  @Test
  void ofPromotionsThatCrossOneIsCarriedOut() {
    int promoters = 8;
    IntStream.range(0, promoters).forEach(i -> registry().register("cells", MANIFEST));
    registry().setAlias("cells", "champion", 1);
    ExecutorService threads = Executors.newFixedThreadPool(promoters);
    List<CompletableFuture<Boolean>> promoted =
        IntStream.rangeClosed(1, promoters)
            .mapToObj(
                version ->
                    CompletableFuture.supplyAsync(() -> promotes(registry(), version), threads))
            .toList();

    assertThat(promoted.stream().filter(CompletableFuture::join).count()).isOne();
    assertThat(registry().model("cells").moveCount("champion")).isEqualTo(2);
    threads.shutdown();
  }

  private static boolean promotes(ModelRegistry registry, int version) {
    try {
      registry.setAlias("cells", "champion", version, 1);
      return true;
    } catch (AliasMovedException e) {
      return false;
    }
  }

  private static String digestOf(byte[] bytes) {
    MessageDigest digest = Digests.sha256();
    digest.update(bytes);
    return Digests.text(digest);
  }

  private ModelVersion resolve(String uri) {
    return registry().resolve(ModelRef.parse(uri));
  }

  private static String setAlias(long revision, int version) {
    return """
    {"revision":%d,"at":"2026-11-23T12:00:00Z","by":"ann",\
    "command":{"type":"set-alias","name":"cells","alias":"champion","version":%d}}\
    """
        .formatted(revision, version);
  }
}
