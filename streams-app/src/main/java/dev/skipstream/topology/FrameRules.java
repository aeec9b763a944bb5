package dev.skipstream.topology;

import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for every frame, whatever its pipeline.
 *
 * @param maxAge how old a frame may be when a model would look at it; without it none is dropped
 * @param pins the models that an image event may ask for by their URI, beside its pipeline's own;
 *     all are loaded
 * @param onOutage what becomes of a frame whose image cannot be fetched for now
 * @param reproducible whether an outcome is to depend on its frame and batch alone, and be the same
 *     in every run: events get the pipeline's model whatever they ask for, and a batch that a
 *     device has no memory for ends the app in place of being halved
 */
public record FrameRules(
    Optional<FrameAge> maxAge,
    Map<String, ModelIdentity> pins,
    OnOutage onOutage,
    boolean reproducible) {

  /** Every frame is looked at, by its pipeline's model. */
  public static final FrameRules NONE =
      new FrameRules(Optional.empty(), Map.of(), OnOutage.DEAD_LETTER);

  public FrameRules {
    pins = Map.copyOf(pins);
  }

  /** Rules of a stream that serves. */
  public FrameRules(Optional<FrameAge> maxAge, Map<String, ModelIdentity> pins, OnOutage onOutage) {
    this(maxAge, pins, onOutage, false);
  }
}
