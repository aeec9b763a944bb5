package dev.skipstream.app;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import java.util.List;
import java.util.stream.Collectors;

/** A model version as text: a line or a page. */
final class ModelView {
  private ModelView() {}

  static String line(ModelVersion version, List<String> aliases) {
    ModelManifest manifest = version.manifest();
    return "%-24s %-28s %-5s %3d labels  %d/%d px  %s%s"
        .formatted(
            version.uri(),
            manifest.architecture(),
            manifest.precision(),
            manifest.labels().size(),
            manifest.settings().minSize(),
            manifest.settings().maxSize(),
            version.registered(),
            aliases.stream().map(alias -> "  @" + alias).collect(Collectors.joining()));
  }

  static String page(ModelVersion version, List<String> aliases) {
    ModelManifest manifest = version.manifest();
    DetectorSettings settings = manifest.settings();
    return """
        %s
          architecture  %s
          precision     %s
          labels        %s
          input         %d px the shorter side, at most %d px the longer
          proposals     %d a frame, of %d a level before NMS
          anchors       %s px
          thresholds    score %s, NMS %s, %d detections a frame
          digest        %s
          source        %s (%s)
          licence       %s
          created       %s
          registered    %s
          aliases       %s"""
        .formatted(
            version.uri(),
            manifest.architecture(),
            manifest.precision(),
            manifest.labels().entrySet().stream()
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", ")),
            settings.minSize(),
            settings.maxSize(),
            settings.proposals(),
            settings.preNmsProposals(),
            settings.anchorSizes().stream().map(String::valueOf).collect(Collectors.joining(", ")),
            settings.scoreThreshold(),
            settings.nmsThreshold(),
            settings.detectionsPerFrame(),
            manifest.digest(),
            manifest.source().file(),
            manifest.source().digest(),
            manifest.licence(),
            manifest.created(),
            version.registered(),
            aliases.isEmpty() ? "none" : String.join(", ", aliases));
  }
}
