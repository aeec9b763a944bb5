package dev.skipstream.topics;

import java.util.List;

/**
 * The topics of tracking.
 *
 * @param detections the input topic, with outcomes
 * @param tracks the tracks of each frame
 * @param happenings what happens to tracks
 * @param counts the counts of lines, compacted
 * @param rules the versions of the rules
 */
public record TrackTopics(
    String detections, String tracks, String happenings, String counts, String rules) {

  public TrackTopics {
    if (List.of(detections, tracks, happenings, counts, rules).stream().distinct().count() != 5) {
      throw new IllegalArgumentException(
          "topics are %s, %s, %s, %s and %s: expected five different names"
              .formatted(detections, tracks, happenings, counts, rules));
    }
  }

  /** The names of the documentation, derived from the input's. */
  public static TrackTopics of(String detections) {
    String prefix = detections.equals("detections") ? "" : detections + ".";
    return new TrackTopics(
        detections,
        prefix + "tracks",
        prefix + "happenings",
        prefix + "counts",
        prefix + "tracks.rules");
  }

  /** The topics that events of frames go to. */
  public List<String> outputs() {
    return List.of(tracks, happenings, counts);
  }
}
