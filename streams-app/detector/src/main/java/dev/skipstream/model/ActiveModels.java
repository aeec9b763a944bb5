package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are loaded on the devices, and the model to which each reference resolves.
 *
 * <p>A frame acquires a lease when the stream accepts it, and the lease determines its model. A
 * promotion does not change the model of a waiting frame, so frames of a partition never return to
 * an older version. A model to which no reference resolves any more is closed when its last lease
 * is released.
 *
 * <p>If a device has no memory for two models, a reference may resolve to no model for a while
 * ({@link #vacate}). The stream pauses during this time, and a frame that it still accepts waits.
 *
 * <p>Threading: any thread; one lock, held for a few map operations. Frames wait for the model of a
 * vacant reference, and the thread that vacates it waits for its frames, both with a bound. No
 * other call waits. Detectors are closed outside of the lock, by the thread that releases the last
 * lease.
 */
public final class ActiveModels {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveModels.class);

  /** Loading takes seconds; a stream thread that waits for longer is better given up. */
  private static final Duration VACANT_LIMIT = Duration.ofMinutes(1);

  private final List<DeviceModels> devices;
  private final Map<String, ModelIdentity> targets = new HashMap<>();

  /** References and leases, by model; a model without is not loaded. */
  private final Map<ModelIdentity, Integer> holds = new HashMap<>();

  /** References whose model has gone before the next is there. */
  private final Set<String> vacant = new HashSet<>();

  /** References that have no model and will get none, and why. */
  private final Map<String, DetectorException> givenUp = new HashMap<>();

  /** The lease of a frame on its model. */
  public final class Lease implements AutoCloseable {
    private final ModelIdentity model;
    private boolean open = true;

    private Lease(ModelIdentity model) {
      this.model = model;
    }

    /** The model that the frame is for. */
    public ModelIdentity model() {
      return model;
    }

    /** The frame is done with; closing again does nothing. */
    @Override
    public void close() {
      boolean last;
      synchronized (ActiveModels.this) {
        last = open && release(model);
        open = false;
      }
      if (last) {
        unload(model);
      }
    }
  }

  /**
   * Creates the set of the devices' models.
   *
   * @param devices the devices, at least one, each with the same models; the caller closes them at
   *     the end
   * @param references the initial model of each reference that has one; a model without a reference
   *     also stays loaded
   */
  public ActiveModels(List<DeviceModels> devices, Map<String, ModelIdentity> references) {
    this.devices = List.copyOf(devices);
    targets.putAll(references);
    targets.values().forEach(this::hold);
    // Models that no pipeline references are pinned by events, and are never replaced.
    devices.get(0).all().stream()
        .map(Detector::model)
        .filter(model -> !holds.containsKey(model))
        .forEach(this::hold);
  }

  /** The devices, each of them with all loaded models. */
  public List<DeviceModels> devices() {
    return devices;
  }

  /** Returns the current model of a reference. */
  public synchronized ModelIdentity target(String reference) {
    ModelIdentity model = targets.get(reference);
    if (model == null) {
      throw new IllegalArgumentException(
          "%s stands for no model here: expected one of %s".formatted(reference, targets.keySet()));
    }
    return model;
  }

  /** Returns the current model of a reference, if there is one. */
  public synchronized Optional<ModelIdentity> find(String reference) {
    return Optional.ofNullable(targets.get(reference));
  }

  /** Returns the current models of all references. */
  public synchronized Set<ModelIdentity> inForce() {
    return Set.copyOf(targets.values());
  }

  /** Returns the current models of all references, as each device computes them. */
  public Set<EventModel> serving() {
    Set<ModelIdentity> current = inForce();
    return devices.stream()
        .flatMap(device -> device.all().stream())
        .filter(detector -> current.contains(detector.model()))
        .map(Detector::eventModel)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Acquires a lease of a reference's current model for a frame. The caller releases it.
   *
   * @throws DetectorException when the reference has lost its model
   */
  public synchronized Lease lease(String reference) {
    if (!awaitUntil(() -> !vacant.contains(reference), VACANT_LIMIT)) {
      throw new DetectorException(
          "%s has had no model for %s: loading the next one hangs"
              .formatted(reference, VACANT_LIMIT),
          null);
    }
    if (givenUp.containsKey(reference)) {
      throw givenUp.get(reference);
    }
    ModelIdentity model = target(reference);
    hold(model);
    return new Lease(model);
  }

  /** Acquires a lease as {@link #lease}, if the reference has a model. The caller releases it. */
  public synchronized Optional<Lease> leaseIfAny(String reference) {
    return find(reference).map(model -> lease(reference));
  }

  /**
   * Makes a reference resolve to no model. Its model is unloaded when its last lease is released.
   */
  void clear(String reference) {
    Optional<ModelIdentity> unused;
    synchronized (this) {
      unused = Optional.ofNullable(targets.remove(reference)).filter(this::release);
    }
    unused.ifPresent(this::unload);
  }

  /**
   * Makes a reference resolve to a loaded model.
   *
   * @return true if the model is loaded
   */
  boolean point(String reference, ModelIdentity model) {
    Optional<ModelIdentity> unused;
    synchronized (this) {
      if (!holds.containsKey(model)) {
        return false;
      }
      unused = replace(reference, model);
    }
    unused.ifPresent(this::unload);
    return true;
  }

  /**
   * Makes a reference resolve to a model that was loaded for it.
   *
   * @param detectors the warm detectors, one per device in their order; this class becomes their
   *     owner
   */
  void point(String reference, List<Detector> detectors) {
    ModelIdentity model = detectors.get(0).model();
    Optional<ModelIdentity> unused;
    synchronized (this) {
      for (int i = 0; i < devices.size(); i++) {
        devices.get(i).add(detectors.get(i));
      }
      unused = replace(reference, model);
    }
    unused.ifPresent(this::unload);
  }

  /**
   * Unloads the model of a reference once no frame has a lease of it. Frames of this reference wait
   * until it resolves to a model again.
   *
   * @return true if it is unloaded; false if another reference resolves to it too, or if frames
   *     still have a lease of it after {@code limit}
   */
  boolean vacate(String reference, Duration limit) {
    ModelIdentity model;
    synchronized (this) {
      model = target(reference);
      if (Collections.frequency(targets.values(), model) > 1
          || !awaitUntil(() -> holds.get(model) == 1, limit)) {
        return false;
      }
      vacant.add(reference);
      release(model);
    }
    unload(model);
    return true;
  }

  /** A reference that was vacated gets no model any more: its frames fail, those that wait too. */
  synchronized void giveUp(String reference, DetectorException why) {
    vacant.remove(reference);
    givenUp.put(reference, why);
    notifyAll();
  }

  private synchronized boolean awaitUntil(BooleanSupplier holds, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (long left = limit.toNanos(); !holds.getAsBoolean(); left = end - System.nanoTime()) {
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<ModelIdentity> replace(String reference, ModelIdentity model) {
    hold(model);
    ModelIdentity before = targets.put(reference, model);
    if (vacant.remove(reference)) {
      notifyAll();
      return Optional.empty(); // The one before is unloaded already.
    }
    return Optional.ofNullable(before).filter(this::release);
  }

  private void hold(ModelIdentity model) {
    holds.merge(model, 1, Integer::sum);
  }

  private boolean release(ModelIdentity model) {
    notifyAll();
    return holds.compute(model, (key, count) -> count == 1 ? null : count - 1) == null;
  }

  private void unload(ModelIdentity model) {
    try {
      devices.forEach(device -> device.remove(model));
      LOG.info("{} is unloaded", model);
    } catch (RuntimeException e) {
      // The thread that released the last lease, such as a frame's worker, must not fail for this
      // reason.
      LOG.warn("{} did not close; its memory may stay taken", model, e);
    }
  }
}
