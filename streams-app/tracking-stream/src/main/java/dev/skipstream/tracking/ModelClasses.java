package dev.skipstream.tracking;

import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Optional;
import java.util.Set;

/** The categories of models, for the check of rules. */
public interface ModelClasses {
  /** Knows no model, so that categories are not checked. */
  ModelClasses NONE = model -> Optional.empty();

  /**
   * Returns the names of a model's categories; empty if the model is not known here.
   *
   * <p>May block on a registry.
   */
  Optional<Set<String>> of(ModelIdentity model);
}
