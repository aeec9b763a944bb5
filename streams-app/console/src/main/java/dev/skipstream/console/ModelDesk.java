package dev.skipstream.console;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegisteredModel;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the registry, and moves its aliases for a user.
 *
 * <p>Threading: one thread of its own waits for the registry; its queue is bounded, and a request
 * beyond it fails at once.
 */
final class ModelDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);
  private static final int QUEUE = 64;
  private static final String READER = "console";

  /** The alias whose version runs in shadow, by convention. */
  static final String SHADOW = "shadow";

  private final Function<String, ModelRegistry> registry;
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Viewers.daemon("console-registry"));

  /** Used by its thread alone. */
  private ModelRegistry reader;

  ModelDesk(Function<String, ModelRegistry> registry) {
    this.registry = registry;
  }

  CompletableFuture<List<RegisteredModel>> models() {
    return CompletableFuture.supplyAsync(
        () -> {
          if (reader == null) {
            reader = registry.apply(READER);
          }
          return reader.models();
        },
        thread);
  }

  /**
   * Points an alias at a version. The registry's log names the user; the reason is a tag of the
   * version.
   *
   * @param moves the number of the alias's moves that the user has seen; a move in between rejects
   *     the change
   */
  CompletableFuture<Void> move(
      String user, String name, String alias, int version, int moves, String reason) {
    return CompletableFuture.runAsync(
        () -> {
          try (ModelRegistry own = registry.apply(user)) {
            own.setAlias(name, alias, version, moves);
            own.tag(name, version, "reason.%s.%d".formatted(alias, moves + 1), reason);
            LOG.info(
                "{} moved {}@{} to version {} by the console: {}",
                user,
                name,
                alias,
                version,
                reason);
          }
        },
        thread);
  }

  /**
   * Deletes an alias. The registry's log names the user; the reason is a tag of the alias's last
   * version.
   *
   * @param moves as in {@link #move}
   */
  CompletableFuture<Void> delete(String user, String name, String alias, int moves, String reason) {
    return CompletableFuture.runAsync(
        () -> {
          try (ModelRegistry own = registry.apply(user)) {
            int last = own.resolve(ModelRef.of(name, alias)).version();
            own.deleteAlias(name, alias, moves);
            own.tag(name, last, "reason.%s.%d".formatted(alias, moves + 1), reason);
            LOG.info("{} deleted {}@{} by the console: {}", user, name, alias, reason);
          }
        },
        thread);
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          if (reader != null) {
            reader.close();
          }
        });
    thread.shutdown();
  }
}
