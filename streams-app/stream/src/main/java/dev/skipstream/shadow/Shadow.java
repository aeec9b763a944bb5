package dev.skipstream.shadow;

import dev.skipstream.compare.Agreement;
import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.LowPriority;
import dev.skipstream.model.ModelWatcher;
import dev.skipstream.model.SwapListener;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.SideTopic;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a shadow model, while its reference has a version, on frames that the first model has
 * processed, one at a time, while no frame of the stream is in flight. Its events are written at
 * most once. Frames for which there is no time are dropped and counted: the stream has priority.
 *
 * <p>Threading: {@link #offer} may come from any thread and waits for nothing. One thread of its
 * own does the rest, from construction to {@link #close}, which waits for it with a bound.
 */
public final class Shadow implements AutoCloseable {

  /** A frame for the shadow model. */
  private record Waiting(Frame frame, FindingsEvent first, String eventId) {}

  private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 5;
  private static final long STOP_MILLIS = 10_000;

  /** Its versions have no time limit per frame: no commit waits for them. */
  private static final ModelWatcher.Limits LIMITS = new ModelWatcher.Limits(1, Duration.ofHours(1));

  private final ShadowSettings settings;
  private final ActiveModels models;
  private final ModelWatcher watcher;
  private final BooleanSupplier idle;
  private final long largestFrame;
  private final SideTopic topic;
  private final ShadowMetrics metrics;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(1);
  private final Thread thread = new Thread(this::work, "shadow");
  private volatile boolean closed;

  /**
   * Starts to run the shadow model.
   *
   * @param settings the settings; a model that they have is warm
   * @param client the Kafka client properties for the cluster
   * @param idle returns true while no frame of the stream is in flight
   * @param largestFrame the largest frame in bytes. The shadow keeps at most two frames beyond
   *     their time in the stream
   * @param swaps learns of the versions of the shadow model
   */
  public Shadow(
      ShadowSettings settings,
      Map<String, Object> client,
      BooleanSupplier idle,
      long largestFrame,
      MeterRegistry meters,
      SwapListener swaps) {
    this.settings = settings;
    this.models =
        new ActiveModels(
            List.of(settings.device()),
            settings.model().map(first -> Map.of(settings.reference(), first)).orElse(Map.of()));
    this.watcher = new ModelWatcher(settings.updates(), models, LIMITS, swaps);
    this.idle = idle;
    this.largestFrame = largestFrame;
    this.topic = SideTopic.atMostOnce(client, settings.topic());
    this.metrics = new ShadowMetrics(meters);
    thread.setDaemon(true);
    thread.start();
    watcher.start();
  }

  /**
   * Accepts a frame, if it belongs to the share and the shadow model has time for it.
   *
   * @param first the detections of the first model
   * @param eventId the id for the shadow model's event
   */
  public void offer(Frame frame, FindingsEvent first, String eventId) {
    if (models.find(settings.reference()).isPresent()
        && isChosen(first.frame().id())
        && (frame.rgb().length > largestFrame
            || !waiting.offer(new Waiting(frame, first, eventId)))) {
      metrics.dropped();
    }
  }

  /** Selects frames by their id, so that every instance and every run selects the same ones. */
  private boolean isChosen(String frameId) {
    CRC32 hash = new CRC32();
    hash.update(frameId.getBytes(StandardCharsets.UTF_8));
    return hash.getValue() < settings.share() * (1L << 32);
  }

  @Override
  public void close() {
    closed = true;
    watcher.close();
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS);
      if (thread.isAlive()) {
        LOG.warn("the shadow is still busy after {} ms, and is left behind", STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    topic.close();
  }

  private void work() {
    if (settings.device().isCpu()) {
      // A frame of the stream that comes meanwhile has the processors.
      LowPriority.ofThisThread();
    }
    try {
      while (!closed) {
        Waiting next = waiting.take();
        if (awaitIdle()) {
          look(next);
        } else {
          metrics.dropped();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private boolean awaitIdle() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!idle.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  private void look(Waiting frame) {
    Optional<ActiveModels.Lease> lease = models.leaseIfAny(settings.reference());
    if (lease.isEmpty()) {
      metrics.dropped(); // The shadow model was stopped meanwhile.
      return;
    }
    try (ActiveModels.Lease held = lease.get()) {
      Detector detector = settings.device().get(held.model());
      Findings found = detector.detect(List.of(frame.frame())).get(0);
      FindingsEvent first = frame.first();
      // Findings that cannot be compared are rejected before they are written.
      FindingsEvent second = found.event(first.frame(), first.input(), detector.eventModel());
      Agreement agreement = Agreement.of(first.findings(), second.findings(), Agreement.SURE);
      topic.send(EventSerdes.write(settings.topic(), frame.eventId(), second));
      metrics.compared(agreement);
    } catch (RuntimeException e) {
      // Whatever it is, the stream is not to suffer from it.
      LOG.warn("the shadow gives {} up: {}", frame.first().frame().id(), e.toString());
      metrics.failed();
    }
  }
}
