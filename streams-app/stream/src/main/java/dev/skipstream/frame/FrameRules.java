package dev.skipstream.frame;

import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The rules for every frame, whatever its pipeline.
 *
 * @param maxAge how old a frame may be when a model would look at it; without it none is dropped
 * @param pins the models that an image event may ask for by their URI, beside its pipeline's own;
 *     all are loaded
 * @param onOutage what becomes of a frame whose image cannot be fetched for now
 * @param reproducible whether an outcome is to depend on its frame and batch alone, and be the same
 *     in every run: events get the pipeline's model whatever they ask for, and a batch that a
 *     device has no memory for ends the app in place of being halved
 * @param maxClockSkew how far ahead the clock of a source may be; beyond it the age of its frames
 *     begins with their record time
 */
public record FrameRules(
    Optional<FrameAge> maxAge,
    Map<String, ModelIdentity> pins,
    OnOutage onOutage,
    boolean reproducible,
    Duration maxClockSkew) {

  /** More than NTP leaves, and less than a frame age that is worth a limit. */
  public static final Duration DEFAULT_MAX_CLOCK_SKEW = Duration.ofSeconds(1);

  /** Every frame is looked at, by its pipeline's model. */
  public static final FrameRules NONE =
      new FrameRules(Optional.empty(), Map.of(), OnOutage.DEAD_LETTER);

  public FrameRules {
    pins = Map.copyOf(pins);
    if (maxClockSkew.isNegative()) {
      throw new IllegalArgumentException(
          "greatest clock skew is %s: expected 0 or more".formatted(maxClockSkew));
    }
  }

  /** Rules with the default clock skew. */
  public FrameRules(
      Optional<FrameAge> maxAge,
      Map<String, ModelIdentity> pins,
      OnOutage onOutage,
      boolean reproducible) {
    this(maxAge, pins, onOutage, reproducible, DEFAULT_MAX_CLOCK_SKEW);
  }

  /** Rules of a stream that serves. */
  public FrameRules(Optional<FrameAge> maxAge, Map<String, ModelIdentity> pins, OnOutage onOutage) {
    this(maxAge, pins, onOutage, false);
  }
}
