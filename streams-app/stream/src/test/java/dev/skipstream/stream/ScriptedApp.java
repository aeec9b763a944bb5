package dev.skipstream.stream;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of an app around scripted detectors. */
public final class ScriptedApp {
  private ScriptedApp() {}

  /** One pipeline by {@link ScriptedDetector#MODEL}, without any rule. */
  static DetectionSettings settings(
      Map<String, Object> client,
      String applicationId,
      TopicNames topics,
      StreamSettings stream,
      BatchSettings batches) {
    return settings(client, applicationId, topics, FrameRules.NONE, stream, batches);
  }

  /** One pipeline by {@link ScriptedDetector#MODEL}. */
  public static DetectionSettings settings(
      Map<String, Object> client,
      String applicationId,
      TopicNames topics,
      FrameRules rules,
      StreamSettings stream,
      BatchSettings batches) {
    return new DetectionSettings(
        client,
        applicationId,
        List.of(new Pipeline(topics, ScriptedDetector.MODEL)),
        rules,
        stream,
        batches);
  }

  /** An app over images that are lines of text, under an application id of its topics' own. */
  public static DetectionStream app(
      Map<String, Object> client,
      TopicNames topics,
      FrameRules rules,
      StreamSettings stream,
      BatchSettings batches,
      Detector detector) {
    return new DetectionStream(
        settings(client, topics.images() + "-app", topics, rules, stream, batches),
        images(ScriptedFrames::decode),
        devices(detector));
  }

  /** Images that are in their records. */
  public static ImageTools images(FrameDecoder decoder) {
    return images(decoder, Optional.empty());
  }

  static ImageTools images(FrameDecoder decoder, Optional<Path> journalFolder) {
    return new ImageTools(
        decoder, new DatarefFetcher(FetchSettings.NOTHING), Duration.ZERO, journalFolder);
  }

  /** A device a detector. */
  public static List<DeviceModels> devices(Detector... detectors) {
    List<DeviceModels> devices = new ArrayList<>();
    for (Detector detector : detectors) {
      devices.add(new DeviceModels("scripted:" + devices.size(), List.of(detector)));
    }
    return devices;
  }
}
