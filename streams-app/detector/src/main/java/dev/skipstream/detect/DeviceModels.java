package dev.skipstream.detect;

import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that are loaded on one device; models come and go.
 *
 * <p>Threading: its detectors are for one thread at a time; the rest for any.
 */
public final class DeviceModels implements AutoCloseable {
  private final String name;
  private final Map<ModelIdentity, Detector> detectors;

  /**
   * Takes detectors over.
   *
   * @param name of the device, {@code cpu}, or such as {@code gpu:0}; metrics say it
   * @param detectors of one device, each of another model; none where models come later
   */
  public DeviceModels(String name, List<Detector> detectors) {
    this.name = name;
    this.detectors = new ConcurrentHashMap<>();
    detectors.forEach(this::add);
  }

  /** The device's name. */
  public String name() {
    return name;
  }

  /** Returns true if the models run on the CPU, which all threads share. */
  public boolean isCpu() {
    return name.equals("cpu");
  }

  /** Returns true if the models run on a GPU. */
  public boolean isGpu() {
    return name.startsWith("gpu:");
  }

  /** The model that is loaded under this identity. */
  public Detector get(ModelIdentity model) {
    Detector detector = detectors.get(model);
    if (detector == null) {
      throw new IllegalStateException(
          "%s is not loaded: expected one of %s".formatted(model, detectors.keySet()));
    }
    return detector;
  }

  /** Takes a detector over, of a model that is not loaded yet. */
  public void add(Detector detector) {
    if (detectors.putIfAbsent(detector.model(), detector) != null) {
      throw new IllegalStateException(
          "%s is loaded on %s already: expected another model".formatted(detector.model(), name));
    }
  }

  /** Closes the detector of a model without leases. */
  public void remove(ModelIdentity model) {
    Detector detector = detectors.remove(model);
    if (detector != null) {
      detector.close();
    }
  }

  /** All of them. */
  public List<Detector> all() {
    return List.copyOf(detectors.values());
  }

  @Override
  public void close() {
    detectors.values().forEach(Detector::close);
  }
}
