package dev.skipstream.frame;

import java.util.Locale;

/** A part of a frame's way; together they are all of the time from its record to its outcome. */
public enum FramePhase {
  /** Waits for a decoder. */
  QUEUE,
  /** Its image is fetched, where it was not in the record. */
  FETCH,
  /** Becomes pixels. */
  DECODE,
  /** Waits for its batch to leave. */
  BATCH,
  /** The model runs. */
  INFERENCE,
  /** Waits for its turn: outcomes leave in input order. */
  EMIT;

  /** Returns the value of the metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
