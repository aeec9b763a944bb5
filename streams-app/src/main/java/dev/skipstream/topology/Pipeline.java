package dev.skipstream.topology;

import dev.skipstream.broker.TopicNames;
import dev.skipstream.schemas.event.ModelIdentity;

/**
 * One way through the app: from an input topic by a model to an output topic. The pipelines of an
 * app share its devices.
 *
 * @param model looks at every frame that names no other
 */
public record Pipeline(TopicNames topics, ModelIdentity model) {}
