package dev.skipstream.stream;

import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The tools that make the frames of a {@link DetectionStream}.
 *
 * @param decoder decodes bytes to frames
 * @param fetcher fetches images that are not in their records; the caller closes it
 * @param fetchLimit the time limit of a fetch, including retries
 * @param journalFolder folder of the journal of in-flight frames, for the next start after a crash;
 *     without it there is no journal
 */
public record ImageTools(
    FrameDecoder decoder, ImageFetcher fetcher, Duration fetchLimit, Optional<Path> journalFolder) {

  /** Returns tools for images in their records, with the default limits. */
  public static ImageTools ofRecords(Optional<Path> journalFolder) {
    return ofRecords(new ImageDecoder(ImageLimits.DEFAULT), journalFolder);
  }

  /** Returns tools for images in their records: an event that refers to its image is rejected. */
  public static ImageTools ofRecords(FrameDecoder decoder, Optional<Path> journalFolder) {
    return new ImageTools(
        decoder, new DatarefFetcher(FetchSettings.NOTHING), Duration.ZERO, journalFolder);
  }
}
