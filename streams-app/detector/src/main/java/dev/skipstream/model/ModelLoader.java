package dev.skipstream.model;

import dev.skipstream.registry.ModelVersion;

/**
 * Loads versions onto the devices, in two steps. A failure in the first step does not affect the
 * stream.
 */
public interface ModelLoader {

  /**
   * Fetches and verifies a version's archive.
   *
   * @throws dev.skipstream.registry.RegistryUnavailableException when the archive is not available
   *     now
   * @throws dev.skipstream.registry.InvalidModelException when the archive is not what the registry
   *     says
   */
  FetchedModel fetch(ModelVersion version);
}
