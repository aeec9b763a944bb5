package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.schemas.event.ModelIdentity;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows aliases. When an alias moves, its new version is fetched, verified, loaded and warmed up
 * beside the one that serves, and replaces it. If any step fails, the old version continues to
 * serve. If there is no memory for two, the new version is rejected, or the old one is unloaded
 * first ({@link PausedSwap}).
 *
 * <p>If models run on the CPU, the watcher runs at low CPU priority ({@link LowPriority}). The
 * limit for a version then applies to its CPU time, without its waits for the CPU. A GPU has no
 * such priority, and its use takes little CPU time. On a GPU the limit therefore applies to the
 * elapsed time.
 *
 * <p>Threading: one thread of its own, which blocks on the registry for a second at most, and on
 * nothing of the stream. {@link #close} waits for it, with a bound.
 */
public final class ModelWatcher implements AutoCloseable {

  /**
   * The limits of a new version.
   *
   * @param batchSize returns the number of frames in the largest batch of the stream now
   * @param slowestFrame the longest time for a frame with which commits still fit
   */
  public record Limits(IntSupplier batchSize, Duration slowestFrame) {

    /** Limits with batches of one size. */
    public Limits(int batchSize, Duration slowestFrame) {
      this(() -> batchSize, slowestFrame);
    }
  }

  /** A version that was refused, and when it is tried again. */
  private record Refused(ModelIdentity model, long againNanos) {}

  private static final Logger LOG = LoggerFactory.getLogger(ModelWatcher.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration NEVER = Duration.ofDays(36_500);
  private static final long STOP_MILLIS = 10_000;

  /** A version that is tried shares its device with the one that serves. */
  private static final int SHARERS = 2;

  private final ModelUpdates updates;
  private final ActiveModels models;
  private final Limits limits;
  private final SwapListener listener;
  private final Optional<PausedSwap> paused;
  private final boolean onProcessors;
  private final Map<String, Refused> refused = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /** A watcher that has not started, of a stream that does not pause. */
  public ModelWatcher(
      ModelUpdates updates, ActiveModels models, Limits limits, SwapListener listener) {
    this(updates, models, limits, listener, Optional.empty());
  }

  /**
   * A watcher that has not started.
   *
   * @param models has a target for each alias already, unless deleted ones are unloaded
   * @param stream pauses for versions that there is no room for, where there is one
   */
  public ModelWatcher(
      ModelUpdates updates,
      ActiveModels models,
      Limits limits,
      SwapListener listener,
      Optional<StreamPause> stream) {
    this.updates = updates;
    this.models = models;
    this.limits = limits;
    this.listener = listener;
    this.paused = stream.map(pause -> new PausedSwap(pause, models, this::warm));
    this.onProcessors = models.devices().stream().allMatch(DeviceModels::isCpu);
    this.thread = new Thread(this::watch, "model-watcher");
    thread.setDaemon(true);
  }

  /** Starts to follow; without an alias to follow, there is nothing to start. Models are warm. */
  public void start() {
    if (!updates.aliases().isEmpty()) {
      updates.room().measure(models.devices());
      thread.start();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS);
      if (thread.isAlive()) {
        LOG.warn("a model is still loading after {} ms, and is left behind", STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    if (onProcessors) {
      LowPriority.ofThisThread();
    }
    boolean reached = true;
    while (!closed) {
      try (ModelRegistry registry = updates.registry().get()) {
        long revision = -1;
        while (!closed) {
          revision = registry.awaitChange(revision, LOOK_EVERY);
          if (!reached) {
            LOG.info("the registry answers again");
            reached = true;
          }
          for (String alias : updates.aliases()) {
            follow(registry, alias);
          }
        }
      } catch (RuntimeException e) {
        // Whatever it is, the models that serve go on, and it may pass.
        if (reached) {
          LOG.warn("models stay as they are, for the registry does not answer: {}", e.getMessage());
          LOG.debug("the registry does not answer", e);
          reached = false;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOOK_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, or the loop's next wait ends at once
    }
  }

  private void follow(ModelRegistry registry, String alias) {
    ModelVersion wanted;
    try {
      wanted = registry.resolve(ModelRef.parse(alias));
    } catch (UnknownModelException e) {
      deleted(alias);
      return;
    }
    ModelIdentity model = wanted.identity();
    Refused before = refused.get(alias);
    boolean waits =
        before != null
            && before.model().equals(model)
            && System.nanoTime() - before.againNanos() < 0;
    if (models.find(alias).equals(Optional.of(model))) {
      refused.remove(alias);
    } else if (!waits && !closed) {
      swap(registry, alias, wanted);
    }
  }

  /** Where models serve, the last version does: there is no other one. */
  private void deleted(String alias) {
    refused.remove(alias);
    Optional<ModelIdentity> last = models.find(alias);
    if (updates.unloadsDeleted() && last.isPresent()) {
      models.clear(alias);
      listener.stopped(alias, last.get());
    }
  }

  private void swap(ModelRegistry registry, String alias, ModelVersion to) {
    long started = System.nanoTime();
    LOG.info("{} is {} now: loading it", alias, to.uri());
    try {
      if (!models.point(alias, to.identity())) {
        bring(registry, alias, to);
      }
    } catch (RuntimeException e) {
      Duration wait = e instanceof RegistryUnavailableException ? TRY_AGAIN_AFTER : NEVER;
      refused.put(alias, new Refused(to.identity(), System.nanoTime() + wait.toNanos()));
      listener.refused(alias, to, e);
      return;
    }
    refused.remove(alias);
    listener.swapped(alias, to, Duration.ofNanos(System.nanoTime() - started));
  }

  private void bring(ModelRegistry registry, String alias, ModelVersion to) {
    FetchedModel fetched = updates.loader().fetch(to);
    try {
      updates.room().require(to.uri());
    } catch (NoRoomException e) {
      // Both are here before either goes: the store may be down.
      PausedSwap swap = paused.orElseThrow(() -> e);
      ModelIdentity serves = models.target(alias);
      ModelVersion from = registry.resolve(ModelRef.of(serves.name(), serves.version()));
      swap.swap(alias, updates.loader().fetch(from), fetched);
      return;
    }
    models.point(alias, warm(fetched));
  }

  /** Loads a version and tries it. */
  private List<Detector> warm(FetchedModel model) {
    List<Detector> detectors = model.load();
    boolean good = false;
    try {
      int batchSize = limits.batchSize().getAsInt();
      if (models.devices().stream().allMatch(DeviceModels::isGpu)) {
        WarmUp.everySize(detectors, batchSize);
      }
      Duration frameTime = WarmUp.frameTime(detectors, batchSize, clock());
      if (frameTime.compareTo(limits.slowestFrame().multipliedBy(SHARERS)) > 0) {
        throw new TooSlowException(model.version(), frameTime, limits.slowestFrame());
      }
      good = true;
      return detectors;
    } finally {
      if (!good) {
        detectors.forEach(Detector::close);
      }
    }
  }

  private LongSupplier clock() {
    // The calling thread takes its share of each operator, so its own time is the operators'.
    return onProcessors
        ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
        : System::nanoTime;
  }
}
