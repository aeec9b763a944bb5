package dev.skipstream.stream.internal.frame;

import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;

/** The result of a frame in its batch. */
public sealed interface Inference {

  /**
   * A model has looked at it.
   *
   * @param started when the batch left, on {@link System#nanoTime()}
   * @param finished when it was done
   * @param batch the number of frames in the batch
   */
  record Found(EventModel model, Findings findings, long started, long finished, int batch)
      implements Inference {}

  /** It had become too old when its batch left. */
  record TooOld(ModelIdentity model, long ageMillis) implements Inference {}
}
