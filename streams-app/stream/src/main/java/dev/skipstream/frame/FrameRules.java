package dev.skipstream.frame;

import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The rules for the frames of all pipelines.
 *
 * @param maxAge the maximum age of a frame at inference; without it no frame is dropped as too old
 * @param pins the models that an image event may request by their URI, beside its pipeline's own;
 *     all are loaded
 * @param onOutage the action on a frame whose image cannot be fetched during an outage
 * @param reproducible true if an outcome shall depend on its frame and batch alone, and be the same
 *     in every run. Events then get the pipeline's model even if they request another. A batch for
 *     which a device has no memory ends the app and is not halved
 * @param maxClockSkew the largest time by which the clock of a source may be ahead; beyond it the
 *     age of its frames begins with their record time
 */
public record FrameRules(
    Optional<FrameAge> maxAge,
    Map<String, ModelIdentity> pins,
    OnOutage onOutage,
    boolean reproducible,
    Duration maxClockSkew) {

  /**
   * The default clock skew: more than the error of NTP, and less than a useful limit of a frame's
   * age.
   */
  public static final Duration DEFAULT_MAX_CLOCK_SKEW = Duration.ofSeconds(1);

  /** The rules by which each frame is processed by its pipeline's model. */
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
