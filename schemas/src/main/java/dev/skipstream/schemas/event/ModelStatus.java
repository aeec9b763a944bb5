package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * The action of one instance of the stream on a version that an alias points at.
 *
 * @param instance the id of the instance, unique to its process
 * @param at the time of the action, by the instance's clock
 * @param reference the model reference of the pipelines, such as {@code models:/street@champion},
 *     or of the shadow model
 * @param model the affected version; a version that serves also has the way in which it computes
 * @param tookMillis the time since the registry reported the version, if the alias moved while the
 *     stream ran
 * @param reason the reason for a rejection
 */
public record ModelStatus(
    String instance,
    Instant at,
    String reference,
    EventModel model,
    Outcome outcome,
    Optional<Long> tookMillis,
    Optional<String> reason) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.model-status.v1";

  /** The result of the action. */
  public enum Outcome {
    /** Frames that are accepted from now on get this version. */
    SERVES("serves"),
    /** The version cannot serve: the previous version continues to serve. */
    REFUSED("refused"),
    /** The version runs in shadow on frames that are answered from now on. */
    SHADOWS("shadows"),
    /** The version ran in shadow, and its alias is deleted: no shadow model runs. */
    STOPPED("stopped");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /** Returns the name that events use. */
    @Override
    public String toString() {
      return code;
    }
  }
}
