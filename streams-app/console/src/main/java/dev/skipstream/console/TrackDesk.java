package dev.skipstream.console;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.tracking.RulesDesk;
import dev.skipstream.tracking.RulesSettings;
import dev.skipstream.zones.RuleVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the rules of a camera for a user: the next version has the rules of all other cameras as
 * they are.
 *
 * <p>Threading: one thread of its own waits for the broker and the registry; its queue is bounded,
 * and a request beyond it fails at once.
 */
final class TrackDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrackDesk.class);
  private static final int QUEUE = 16;

  private final Supplier<Map<String, Object>> client;
  private final ConsoleTopics topics;
  private final TrackBoard board;
  private final Function<String, ModelRegistry> registry;
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Viewers.daemon("console-rules"));

  TrackDesk(
      Supplier<Map<String, Object>> client,
      ConsoleTopics topics,
      TrackBoard board,
      Function<String, ModelRegistry> registry) {
    this.client = client;
    this.topics = topics;
    this.board = board;
    this.registry = registry;
  }

  /**
   * A change of the rules of one camera.
   *
   * @param detections the topic that is tracked
   * @param version the number of the version that was changed; 0 for none
   * @param rules by the keys of the file; without lines and zones, the camera has none
   */
  record Change(String detections, int version, String camera, Map<String, Object> rules) {}

  /** Returns true for a topic that is tracked. */
  boolean knows(Change change) {
    return change.detections() != null
        && change.camera() != null
        && change.rules() != null
        && topics.trackingOf(change.detections()).isPresent();
  }

  /** Returns the rules of a camera by the keys of their file. */
  Map<String, Object> rules(String camera, String detections) {
    return board
        .newest(detections)
        .flatMap(newest -> newest.of(camera))
        .map(TrackView::asFile)
        .orElseGet(() -> Map.of("name", camera, "lines", List.of(), "zones", List.of()));
  }

  /** Makes a change the next version of the rules. */
  CompletableFuture<RuleVersion> set(String user, Change change) {
    try {
      return CompletableFuture.supplyAsync(() -> write(user, change), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("too many changes wait: try again", e));
    }
  }

  private RuleVersion write(String user, Change change) {
    List<Object> cameras = new ArrayList<>();
    board.newest(change.detections()).map(RuleVersion::cameras).orElse(List.of()).stream()
        .filter(each -> !each.camera().equals(change.camera()))
        .map(TrackView::asFile)
        .forEach(cameras::add);
    if (!isEmpty(change.rules())) {
      cameras.add(change.rules());
    }
    RuleVersion version =
        new RulesDesk(client.get(), topics.trackingOf(change.detections()).orElseThrow())
            .set(
                new RulesSettings(
                    Optional.empty(), true, this::classes, RulesSettings.DEFAULT_LEAD, user),
                change.version(),
                "rules",
                new String(Json.bytes(Map.of("cameras", cameras)), StandardCharsets.UTF_8));
    LOG.info(
        "{} changed the rules of {} by the console: they are version {}",
        user,
        change.camera(),
        version.number());
    return version;
  }

  private static boolean isEmpty(Map<String, Object> rules) {
    return isEmptyList(rules.get("lines")) && isEmptyList(rules.get("zones"));
  }

  private static boolean isEmptyList(Object list) {
    return list == null || (list instanceof List<?> entries && entries.isEmpty());
  }

  private Optional<Set<String>> classes(ModelIdentity model) {
    try (ModelRegistry open = registry.apply("console")) {
      return Optional.of(
          new TreeSet<>(open.resolve(ModelRef.of(model)).manifest().labels().values()));
    } catch (UnknownModelException | RegistryUnavailableException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
