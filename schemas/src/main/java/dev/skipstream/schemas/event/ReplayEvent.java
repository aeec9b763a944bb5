package dev.skipstream.schemas.event;

/** A record about a replay: of its start, or of its end. */
public sealed interface ReplayEvent permits ReplayStart, ReplayRun {

  /** Returns the id of the replay. */
  String id();
}
