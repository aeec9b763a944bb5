package dev.skipstream.tracking;

import dev.skipstream.track.TrackedFrame.Verdict;
import java.util.Locale;

/** The treatment of one record of the topic of detections. */
enum FrameOutcome {
  /** The frame advanced the time of its camera. */
  TRACKED,
  /** Ignored: it was tracked before. */
  REPEATED,
  /** Ignored: a later frame of the camera came before it. */
  LATE,
  /** Ignored: it is older than the last frame by more than tracks are kept. */
  BACKWARD,
  /** Ignored: it has no time of capture. */
  UNTIMED,
  /** Ignored: the frame was dropped before inference. */
  DROPPED,
  /** Ignored: the record is no event of this program, or its values cannot be tracked. */
  INVALID;

  static FrameOutcome of(Verdict verdict) {
    return switch (verdict) {
      case TRACKED -> TRACKED;
      case REPEATED -> REPEATED;
      case LATE -> LATE;
      case BACKWARD -> BACKWARD;
    };
  }

  /** Returns the value of the metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
