package dev.skipstream.registry;

import java.time.Instant;

/**
 * A registered model. Nothing of it ever changes.
 *
 * @param version counts from 1 within the name
 */
public record ModelVersion(String name, int version, ModelManifest manifest, Instant registered) {

  /** {@code models:/name/version}. */
  public String uri() {
    return "models:/" + name + "/" + version;
  }
}
