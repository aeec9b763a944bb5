package dev.skipstream.schemas.event;

import java.util.Optional;

/**
 * The model of an event: its identity, and the way in which it computed.
 *
 * @param name the registered name
 * @param version the immutable number within the name
 * @param digest {@code sha256:} and the SHA-256 of the archive's bytes, in lower-case hex
 * @param computation absent in events of releases that did not record it, and of models that no
 *     registry has
 */
public record EventModel(
    String name, int version, String digest, Optional<Computation> computation) {

  /** Describes a model that computed in a known way. */
  public EventModel(ModelIdentity model, Optional<Computation> computation) {
    this(model.name(), model.version(), model.digest(), computation);
  }

  /** Returns the model without the way in which it computed. */
  public ModelIdentity identity() {
    return new ModelIdentity(name, version, digest);
  }
}
