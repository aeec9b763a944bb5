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
 */
public record FrameRules(
    Optional<FrameAge> maxAge, Map<String, ModelIdentity> pins, OnOutage onOutage) {

  /** Every frame is looked at, by its pipeline's model. */
  public static final FrameRules NONE =
      new FrameRules(Optional.empty(), Map.of(), OnOutage.DEAD_LETTER);

  public FrameRules {
    pins = Map.copyOf(pins);
  }
}
