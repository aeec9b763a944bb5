package dev.skipstream.replay;

import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topics.range.RangeBound;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The request for a replay.
 *
 * @param topic the image events
 * @param model looks at every frame, whatever the events ask for
 * @param settings whatever else the detections depend on, by name: another value is another replay
 * @param output where the detection events go; one that nothing else is in. Without it the replay
 *     has one by its id
 * @param again whether to do once more what was done already
 */
record ReplayRequest(
    String topic,
    RangeBound from,
    RangeBound to,
    ModelIdentity model,
    Map<String, String> settings,
    Optional<String> output,
    boolean again) {

  public ReplayRequest {
    settings = Map.copyOf(settings);
  }

  /** The settings by name, as they go into the replay's id. */
  SortedMap<String, String> sorted() {
    return new TreeMap<>(settings);
  }
}
