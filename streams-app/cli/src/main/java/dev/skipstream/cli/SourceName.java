package dev.skipstream.cli;

import dev.skipstream.source.FrameSource;
import dev.skipstream.source.VideoFile;
import dev.skipstream.source.ffmpeg.VideoLocation;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The name of a source that the user plays as a camera: {@value #FORM}. */
final class SourceName {
  static final String FORM = "DIR|VIDEO|-|COCO.json|street:SEED";

  /** Maximum number of skipped files that are named; the others are counted. */
  private static final int NAMED_FILES = 10;

  private static final String STREET = "street:";

  private SourceName() {}

  /**
   * The source of that name.
   *
   * @param key the frames' source; by the name where empty
   * @param quality of the JPEGs of a video or a street
   * @param view of a street
   */
  static FrameSource resolve(String name, Optional<String> key, int quality, StreetView view) {
    if (name.startsWith(STREET)) {
      return StreetSource.of(seed(name), view, key, quality);
    }
    try {
      FrameSource source =
          name.equals(VideoLocation.STANDARD_INPUT)
              ? VideoFile.ofStandardInput(key, quality)
              : FrameSource.of(Path.of(name), key, quality);
      reportSkipped(name, source.skipped());
      return source;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
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

  private static long seed(String name) {
    try {
      return Long.parseLong(name.substring(STREET.length()));
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "source is '%s': expected a whole number as the street's seed, such as street:7"
              .formatted(name));
    }
  }
}
