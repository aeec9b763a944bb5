package dev.skipstream.stream;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.topics.TopicNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of an app around scripted detectors. */
public final class ScriptedApp {
  private ScriptedApp() {}

  /** Returns settings of one pipeline by {@link ScriptedDetector#MODEL}, without any rule. */
  static DetectionSettings.Builder settings(
      Map<String, Object> client,
      String applicationId,
      TopicNames topics,
      StreamSettings stream,
      BatchSettings batches) {
    return settings(client, applicationId, topics, FrameRules.NONE, stream, batches);
  }

  /**
   * Returns settings of one pipeline by {@link ScriptedDetector#MODEL}; images are lines of text.
   */
  public static DetectionSettings.Builder settings(
      Map<String, Object> client,
      String applicationId,
      TopicNames topics,
      FrameRules rules,
      StreamSettings stream,
      BatchSettings batches) {
    return DetectionSettings.builder(client, applicationId)
        .pipelines(new Pipeline(topics, ScriptedDetector.MODEL))
        .images(images(ScriptedFrames::decode))
        .rules(rules)
        .stream(stream)
        .batches(batches);
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
        settings(client, topics.images() + "-app", topics, rules, stream, batches)
            .models(LoadedModels.of(devices(detector)))
            .build());
  }

  /** Images that are in their records. */
  public static ImageTools images(FrameDecoder decoder) {
    return images(decoder, Optional.empty());
  }

  static ImageTools images(FrameDecoder decoder, Optional<Path> journalFolder) {
    return ImageTools.ofRecords(decoder, journalFolder);
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
