package dev.skipstream.registry;

import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Instant;

/**
 * A registered model. Nothing of it ever changes.
 *
 * @param version counts from 1 within the name
 * @param registeredBy who wrote it into the log, such as {@code ann@workstation}
 */
public record ModelVersion(
    String name, int version, ModelManifest manifest, Instant registered, String registeredBy) {

  /** {@code models:/name/version}. */
  public String uri() {
    return ModelRef.of(name, version).toString();
  }

  /** What its detections say of it. */
  public ModelIdentity identity() {
    return new ModelIdentity(name, version, manifest.digest());
  }
}
