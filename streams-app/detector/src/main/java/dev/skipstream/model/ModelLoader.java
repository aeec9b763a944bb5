package dev.skipstream.model;

import dev.skipstream.registry.ModelVersion;

/**
 * Brings versions onto the devices, in two steps: what fails in the first costs nobody anything.
 */
public interface ModelLoader {

  /**
   * Fetches and verifies a version's archive.
   *
   * @throws dev.skipstream.registry.RegistryUnavailableException when the archive cannot be had now
   * @throws dev.skipstream.registry.InvalidModelException when the archive is not what the registry
   *     says
   */
  FetchedModel fetch(ModelVersion version);
}
