package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.registry.ModelVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * A version whose archive is downloaded and verified.
 *
 * @param version the version
 * @param loading loads the version, which takes seconds: one detector per device, in the order of
 *     the devices. The caller closes them. Throws a {@link dev.skipstream.detect.DetectorException}
 *     when the version does not load
 */
public record FetchedModel(ModelVersion version, Supplier<List<Detector>> loading) {

  /** Loads it. */
  public List<Detector> load() {
    return loading.get();
  }
}
