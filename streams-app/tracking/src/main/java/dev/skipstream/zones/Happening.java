package dev.skipstream.zones;

import dev.skipstream.zones.LineRule.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A rule that was met. */
public sealed interface Happening {
  /** Returns the name of the rule. */
  String rule();

  /** An object that meets a line or a zone. */
  sealed interface OfTrack extends Happening {
    /** Returns the id of the track. */
    long track();

    /** Returns the category of the track. */
    String label();
  }

  /**
   * An object has crossed a line.
   *
   * @param direction as a viewer of the picture sees it
   */
  record LineCrossed(long track, String label, String rule, Direction direction)
      implements OfTrack {}

  /** An object has entered a zone. */
  record ZoneEntered(long track, String label, String rule) implements OfTrack {}

  /**
   * An object has left a zone, or its track has ended there.
   *
   * @param dwell from the first frame inside to the first frame outside, or to the last detection
   *     of a track that has ended
   */
  record ZoneLeft(long track, String label, String rule, Duration dwell) implements OfTrack {}

  /**
   * An alert.
   *
   * @param track the object, of an alert about one
   * @param label the category with which the object entered the zone
   * @param objects the number of objects in the zone that count
   * @param held how long the reason has lasted
   * @param suppressed true within the cooldown of an earlier alert of the rule
   * @param quietUntil the end of the cooldown; absent without one
   */
  record Alert(
      String rule,
      String zone,
      Optional<Long> track,
      Optional<String> label,
      int objects,
      Duration held,
      boolean suppressed,
      Optional<Instant> quietUntil)
      implements Happening {}
}
