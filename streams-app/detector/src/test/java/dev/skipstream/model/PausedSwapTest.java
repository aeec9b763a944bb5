package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PausedSwapTest {
  private static final String CHAMPION = "models:/cells@champion";
  private static final String PIN = "models:/cells/1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final StillDetector first = new StillDetector(version(1).identity());
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private final StreamPause stream = new ToldPause(told);

  private ActiveModels models = models(Map.of(CHAMPION, version(1).identity()));

  @Test
  void theOldVersionGoesAfterItsLastFrameAndBeforeTheNewOneComes() {
    ActiveModels.Lease frame = models.lease(CHAMPION);
    CompletableFuture<Void> swap = CompletableFuture.runAsync(() -> swap(Set.of()));
    await().atMost(PATIENCE).until(() -> told.contains("pauses"));
    assertThat(first.isClosed()).isFalse();

    frame.close();
    swap.join();

    assertThat(told).containsExactly("pauses", "loads 2, without another", "goes on");
    assertThat(models.target(CHAMPION)).isEqualTo(version(2).identity());
  }

  @Test
  void theOldVersionComesBackWhenTheNewOneCannotServe() {
    assertThatThrownBy(() -> swap(Set.of(2))).hasMessage("2 is no program");

    assertThat(told)
        .containsExactly(
            "pauses", "loads 2, without another", "loads 1, without another", "goes on");
    assertThat(models.lease(CHAMPION).model()).isEqualTo(version(1).identity());
  }

  @Test
  void aFrameThatIsTakenOnAllTheSameWaitsForTheNewVersion() {
    Queue<CompletableFuture<ModelIdentity>> late = new ConcurrentLinkedQueue<>();
    new PausedSwap(
            stream,
            models,
            model -> {
              late.add(CompletableFuture.supplyAsync(() -> models.lease(CHAMPION).model()));
              await().during(Duration.ofMillis(100)).until(() -> !late.element().isDone());
              return model.load();
            })
        .swap(CHAMPION, fetched(1), fetched(2));

    assertThat(late.remove().join()).isEqualTo(version(2).identity());
  }

  @Test
  void whereNeitherLoadsFramesSayWhy() {
    assertThatThrownBy(() -> swap(Set.of(1, 2)));

    assertThat(told).endsWith("goes on");
    assertThatThrownBy(() -> models.lease(CHAMPION))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "models:/cells@champion has no model: models:/cells/1 went for another version, which cannot serve (2 is no program), and does not load again: 1 is no program");
  }

  @Test
  void aVersionThatAnotherReferenceStandsForStays() {
    models = models(Map.of(CHAMPION, version(1).identity(), PIN, version(1).identity()));

    assertThatThrownBy(() -> swap(Set.of()))
        .isInstanceOf(NoRoomException.class)
        .hasMessageStartingWith("models:/cells/1 cannot go to make room for models:/cells/2");

    assertThat(told).containsExactly("pauses", "goes on");
    assertThat(models.lease(CHAMPION).model()).isEqualTo(version(1).identity());
  }

  private void swap(Set<Integer> broken) {
    new PausedSwap(
            stream,
            models,
            model -> {
              List<Detector> loaded = model.load();
              if (broken.contains(model.version().version())) {
                throw new DetectorException(model.version().version() + " is no program", null);
              }
              return loaded;
            })
        .swap(CHAMPION, fetched(1), fetched(2));
  }

  private FetchedModel fetched(int number) {
    return new FetchedModel(version(number), () -> load(version(number)));
  }

  private List<Detector> load(ModelVersion version) {
    boolean alone = models.devices().get(0).all().isEmpty() && first.isClosed();
    told.add("loads " + version.version() + (alone ? ", without another" : ", beside another"));
    return List.of(new StillDetector(version.identity()));
  }

  private ActiveModels models(Map<String, ModelIdentity> references) {
    return new ActiveModels(List.of(new DeviceModels("gpu:0", List.of(first))), references);
  }

  private static ModelVersion version(int number) {
    return new ModelVersion(
        "cells",
        number,
        ModelFixtures.manifest("sha256:" + "%064x".formatted(number)),
        Instant.EPOCH,
        "ann");
  }
}
