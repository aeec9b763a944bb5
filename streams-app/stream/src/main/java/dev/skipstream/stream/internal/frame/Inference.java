package dev.skipstream.stream.internal.frame;

import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.internal.outcome.BatchRun;

/** The result of a frame in its batch. */
public sealed interface Inference {

  /**
   * A model has looked at it.
   *
   * @param run the inference of its batch
   */
  record Found(EventModel model, Findings findings, BatchRun run) implements Inference {}

  /** It had become too old when its batch left. */
  record TooOld(ModelIdentity model, long ageMillis) implements Inference {}
}
