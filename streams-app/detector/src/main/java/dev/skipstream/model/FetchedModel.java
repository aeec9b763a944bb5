package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.registry.ModelVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * A version whose archive is here and verified.
 *
 * @param version that it is
 * @param loading loads it, in seconds: a detector a device, in the order of the devices, the
 *     caller's to close. Throws a {@link dev.skipstream.detect.DetectorException} when it does not
 *     load
 */
public record FetchedModel(ModelVersion version, Supplier<List<Detector>> loading) {

  /** Loads it. */
  public List<Detector> load() {
    return loading.get();
  }
}
