package dev.skipstream.model;

import dev.skipstream.schemas.event.ComputeFormat;

/** Receives the formats that fail the check at load. */
@FunctionalInterface
public interface CheckListener {
  /** Ignores them. */
  CheckListener IGNORED = format -> {};

  /** Records that a format is not used on this machine, because it failed the check. */
  void failed(ComputeFormat format);
}
