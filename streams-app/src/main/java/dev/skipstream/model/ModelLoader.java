package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.registry.ModelVersion;
import java.util.List;

/** Brings a version onto the devices. */
public interface ModelLoader {

  /**
   * Fetches and verifies the version's archive, and loads it. Takes seconds.
   *
   * @return a detector a device, in the order of the devices; the caller's to close
   * @throws dev.skipstream.registry.RegistryUnavailableException when the archive cannot be had now
   * @throws dev.skipstream.registry.InvalidModelException when the archive is not what the registry
   *     says
   * @throws dev.skipstream.detect.DetectorException when it does not load
   */
  List<Detector> load(ModelVersion version);
}
