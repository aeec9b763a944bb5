package dev.skipstream.demo;

import dev.skipstream.source.FrameSource;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.tracking.Counting;
import dev.skipstream.tracking.ModelClasses;
import dev.skipstream.tracking.RulesSettings;
import dev.skipstream.tracking.RunningTracking;
import dev.skipstream.tracking.TrackingSettings;
import dev.skipstream.tracking.TrackingStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tracking of a demonstration: a line and a zone for each camera, which a user can change. */
final class DemoTracking {
  private static final StreamSettings STREAM =
      new StreamSettings(
          true,
          StreamSettings.DEFAULT.groupProtocol(),
          1,
          TrackingStream.COMMIT_INTERVAL,
          StreamSettings.DEFAULT.stopLimit());

  private DemoTracking() {}

  /**
   * Starts it in the background.
   *
   * @param onFailure is called when it ends by itself, on its thread
   */
  static RunningTracking start(
      Map<String, Object> client, List<FrameSource> sources, Path folder, Runnable onFailure) {
    Path rules = folder.resolve("zones.yaml");
    try {
      Files.writeString(rules, rules(sources.stream().map(FrameSource::source).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RunningTracking.start(
        new TrackingStream(
            new TrackingSettings(
                client,
                "demo-tracking",
                TrackTopics.of(Demo.TOPICS.detections()),
                TrackerSettings.DEFAULT,
                Counting.DEFAULT,
                // The cameras have no frames yet.
                new RulesSettings(
                    Optional.of(rules),
                    false,
                    ModelClasses.NONE,
                    RulesSettings.DEFAULT_LEAD,
                    "demo"),
                STREAM,
                folder.resolve("tracking"),
                Optional.empty(),
                Telemetry.unseen())),
        onFailure);
  }

  /** Returns the rules of cameras: a line in the middle, and a zone in front. */
  static String rules(List<String> cameras) {
    StringBuilder yaml = new StringBuilder("cameras:\n");
    for (String camera : cameras) {
      yaml.append(
          """
            - name: '%s'
              lines:
                - {name: middle, from: [0.5, 1], to: [0.5, 0]}
              zones:
                - {name: front, points: [[0.25, 0.55], [0.75, 0.55], [0.95, 0.95], [0.05, 0.95]]}
          """
              .formatted(camera.replace("'", "''")));
    }
    return yaml.toString();
  }
}
