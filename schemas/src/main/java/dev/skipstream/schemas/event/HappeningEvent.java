package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A happening of one track: it starts or ends, crosses a line, enters or leaves a zone.
 *
 * @param frame the frame in which it was found
 * @param input the position of that frame's detection event
 * @param rules the version of the rules in force at the time of the frame; absent before the first
 * @param track the id of the track
 * @param label the category of the track; of a zone the one with which it entered
 * @param rule the name of the line or the zone
 * @param direction of a crossing
 * @param dwellMillis the time in a zone that the track has left, in milliseconds
 * @param path the summary of a track that has ended
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
    Optional<Path> path) {

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
    ZONE_LEFT("zone.left");

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
   * Checks that the happening has the fields of its kind.
   *
   * @throws IllegalArgumentException that names the field
   */
  public HappeningEvent {
    boolean ofRule =
        event == Kind.LINE_CROSSED || event == Kind.ZONE_ENTERED || event == Kind.ZONE_LEFT;
    require(event, "track", track, true);
    require(event, "label", label, true);
    if (ofRule) {
      require(event, "rules", rules, true);
    }
    require(event, "rule", rule, ofRule);
    require(event, "direction", direction, event == Kind.LINE_CROSSED);
    require(event, "dwellMillis", dwellMillis, event == Kind.ZONE_LEFT);
    require(event, "path", path, event == Kind.TRACK_ENDED);
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
