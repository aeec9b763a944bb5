package dev.skipstream.zones;

import dev.skipstream.zones.LineRule.Direction;
import java.time.Duration;

/** An object that meets a rule. */
public sealed interface Happening {
  /** Returns the id of the track. */
  long track();

  /** Returns the category of the track. */
  String label();

  /** Returns the name of the rule. */
  String rule();

  /**
   * An object has crossed a line.
   *
   * @param direction as a viewer of the picture sees it
   */
  record LineCrossed(long track, String label, String rule, Direction direction)
      implements Happening {}

  /** An object has entered a zone. */
  record ZoneEntered(long track, String label, String rule) implements Happening {}

  /**
   * An object has left a zone, or its track has ended there.
   *
   * @param dwell from the first frame inside to the first frame outside, or to the last detection
   *     of a track that has ended
   */
  record ZoneLeft(long track, String label, String rule, Duration dwell) implements Happening {}
}
