package dev.skipstream.cli;

import dev.skipstream.publish.FrameSources;
import dev.skipstream.publish.SourceSettings;
import dev.skipstream.source.FrameSource;
import java.util.List;

/** Opens the source that the user names, and reports the files that it skips. */
final class SourceName {
  /** Maximum number of skipped files that are named; the others are counted. */
  private static final int NAMED_FILES = 10;

  private SourceName() {}

  /** Opens a source: {@value FrameSources#FORM}. */
  static FrameSource open(String name, SourceSettings settings) {
    FrameSource source = FrameSources.open(name, settings);
    reportSkipped(name, source.skipped());
    return source;
  }

  private static void reportSkipped(String name, List<String> skipped) {
    if (!skipped.isEmpty()) {
      System.err.printf(
          "%s: %d files are no images by their names, and are skipped: %s%s%n",
          name,
          skipped.size(),
          String.join(", ", skipped.subList(0, Math.min(skipped.size(), NAMED_FILES))),
          skipped.size() > NAMED_FILES
              ? " and %d more".formatted(skipped.size() - NAMED_FILES)
              : "");
    }
  }
}
