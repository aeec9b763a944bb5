package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A happening of one track, or an alert: a track starts or ends, crosses a line, enters or leaves a
 * zone; an alert is about the objects in a zone.
 *
 * @param frame the frame in which it was found
 * @param input the position of that frame's detection event
 * @param rules the version of the rules in force at the time of the frame; absent before the first
 * @param track the id of the track; absent of an alert about several
 * @param label the category of the track; of a zone the one with which it entered
 * @param rule the name of the line, the zone or the alert
 * @param direction of a crossing
 * @param dwellMillis the time in a zone that the track has left, in milliseconds
 * @param path the summary of a track that has ended
 * @param alert the reason of an alert
 */
public record HappeningEvent(
    Kind event,
    FrameOrigin frame,
    InputPosition input,
    Optional<Integer> rules,
    Optional<Long> track,
    Optional<String> label,
    Optional<String> rule,
    Optional<Direction> direction,
    Optional<Long> dwellMillis,
    Optional<Path> path,
    Optional<Alert> alert) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.happening.v1";

  /** The kinds of happenings. */
  public enum Kind {
    /** A second detection confirms a track. */
    TRACK_STARTED("track.started"),
    /** A track had no detection for as long as tracks are kept. */
    TRACK_ENDED("track.ended"),
    /** An object has crossed a line. */
    LINE_CROSSED("line.crossed"),
    /** An object is in a zone. */
    ZONE_ENTERED("zone.entered"),
    /** An object has left a zone, or its track has ended there. */
    ZONE_LEFT("zone.left"),
    /** The reason of an alert has lasted long enough. */
    ALERT_RAISED("alert.raised"),
    /** An alert within the cooldown of an earlier one of its rule. */
    ALERT_SUPPRESSED("alert.suppressed");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** Returns the name that events use. */
    @Override
    public String toString() {
      return code;
    }
  }

  /** The direction of a crossing, for a viewer who looks from the line's start to its end. */
  public enum Direction {
    /** From the left side to the right side. */
    LEFT_TO_RIGHT("left-to-right"),
    /** From the right side to the left side. */
    RIGHT_TO_LEFT("right-to-left");

    private final String code;

    Direction(String code) {
      this.code = code;
    }

    /** Returns the name that events use. */
    @Override
    public String toString() {
      return code;
    }
  }

  /**
   * The summary of a track.
   *
   * @param from the time of the first detection
   * @param to the time of the last detection
   * @param first the box of the first detection, in pixels of the camera's frame
   * @param last the box after the last detection, in pixels of the camera's frame
   * @param distance the length of the centre's path, in pixels
   */
  public record Path(
      Instant from, Instant to, BoundingBox first, BoundingBox last, double distance) {}

  /**
   * The reason of an alert.
   *
   * @param zone the name of the zone
   * @param objects the number of objects in the zone that count
   * @param heldMillis how long the reason has lasted, in milliseconds
   * @param quietUntil the end of the cooldown, in the time of capture; absent without one
   */
  public record Alert(String zone, int objects, long heldMillis, Optional<Instant> quietUntil) {}

  /**
   * Checks that the happening has the fields of its kind.
   *
   * @throws IllegalArgumentException that names the field
   */
  public HappeningEvent {
    boolean ofAlert = event == Kind.ALERT_RAISED || event == Kind.ALERT_SUPPRESSED;
    boolean ofRule =
        ofAlert
            || event == Kind.LINE_CROSSED
            || event == Kind.ZONE_ENTERED
            || event == Kind.ZONE_LEFT;
    require(event, "track", track, !ofAlert || track.isPresent());
    require(event, "label", label, track.isPresent());
    if (ofRule) {
      require(event, "rules", rules, true);
    }
    require(event, "rule", rule, ofRule);
    require(event, "direction", direction, event == Kind.LINE_CROSSED);
    require(event, "dwellMillis", dwellMillis, event == Kind.ZONE_LEFT);
    require(event, "path", path, event == Kind.TRACK_ENDED);
    require(event, "alert", alert, ofAlert);
  }

  private static void require(Kind event, String name, Optional<?> field, boolean expected) {
    if (field.isPresent() != expected) {
      throw new IllegalArgumentException(
          "%s of a %s event is %s: expected it %s"
              .formatted(
                  name,
                  event,
                  field.isPresent() ? "present" : "absent",
                  expected ? "present" : "absent"));
    }
  }
}
