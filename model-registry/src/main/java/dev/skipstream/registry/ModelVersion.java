package dev.skipstream.registry;

import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Instant;

/**
 * A registered version of a model. It never changes.
 *
 * @param version counts from 1 within the name
 * @param registeredBy the author of the log entry, such as {@code ann@workstation}
 */
public record ModelVersion(
    String name, int version, ModelManifest manifest, Instant registered, String registeredBy) {

  /** {@code models:/name/version}. */
  public String uri() {
    return ModelRef.of(name, version).toString();
  }

  /** Returns the identity that its detection events carry. */
  public ModelIdentity identity() {
    return new ModelIdentity(name, version, manifest.digest());
  }
}
