package dev.skipstream.cli;

import dev.skipstream.topics.TrackTopics;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The topics of tracking: shared by the commands that write and that show them. */
final class TrackTopicOptions {
  @Option(
      names = "--tracks-topic",
      paramLabel = "TOPIC",
      description =
          "topic of the tracks of each frame (default: tracks, or <detections>.tracks where the"
              + " detections have another topic than detections)")
  private Optional<String> tracks;

  @Option(
      names = "--happenings-topic",
      paramLabel = "TOPIC",
      description = "topic of the happenings (default: happenings, or <detections>.happenings)")
  private Optional<String> happenings;

  @Option(
      names = "--counts-topic",
      paramLabel = "TOPIC",
      description = "compacted topic of the counts (default: counts, or <detections>.counts)")
  private Optional<String> counts;

  @Option(
      names = "--rules-topic",
      paramLabel = "TOPIC",
      description =
          "topic of the versions of the rules (default: tracks.rules, or"
              + " <detections>.tracks.rules)")
  private Optional<String> rules;

  /** Returns the topics of the tracking of a topic of detections. */
  TrackTopics names(String detections) {
    TrackTopics defaults = TrackTopics.of(detections);
    return Settings.checked(
        () ->
            new TrackTopics(
                detections,
                tracks.orElse(defaults.tracks()),
                happenings.orElse(defaults.happenings()),
                counts.orElse(defaults.counts()),
                rules.orElse(defaults.rules())));
  }

  /** Returns if an option names a topic. */
  boolean given() {
    return tracks.isPresent() || happenings.isPresent() || counts.isPresent() || rules.isPresent();
  }
}
