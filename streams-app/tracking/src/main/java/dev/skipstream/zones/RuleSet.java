package dev.skipstream.zones;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a file.
 *
 * @param from the first {@code ce_time} to which they apply, if the file states it
 * @param cameras each once, in the order of the file; none where its list is empty
 */
public record RuleSet(Optional<Instant> from, List<CameraRules> cameras) {

  public RuleSet {
    cameras = List.copyOf(cameras);
  }
}
