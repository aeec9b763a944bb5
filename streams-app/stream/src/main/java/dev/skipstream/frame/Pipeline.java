package dev.skipstream.frame;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topics.TopicNames;
import java.util.Optional;

/**
 * One way through the app: from an input topic by a model to an output topic. The pipelines of an
 * app share its devices.
 *
 * @param model the initial model for every frame that names no other
 * @param alias whose moves change the model while the app runs, as {@code models:/NAME@ALIAS};
 *     without one the model stays
 */
public record Pipeline(TopicNames topics, ModelIdentity model, Optional<String> alias) {

  /** A pipeline whose model stays. */
  public Pipeline(TopicNames topics, ModelIdentity model) {
    this(topics, model, Optional.empty());
  }

  /** Returns the reference of the pipeline's model. */
  public String reference() {
    return alias.orElseGet(() -> ModelRef.of(model).toString());
  }
}
