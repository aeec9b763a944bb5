package dev.skipstream.stream;

import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.fetch.ImageFetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The tools that make the frames of a {@link DetectionStream}.
 *
 * @param decoder bytes to frames
 * @param fetcher images that are not in their records; the caller's to close
 * @param fetchLimit how long a fetch may take in all, retries included
 * @param journalFolder folder of the journal of in-flight frames, for the next start after a crash;
 *     without it nothing is
 */
public record ImageTools(
    FrameDecoder decoder,
    ImageFetcher fetcher,
    Duration fetchLimit,
    Optional<Path> journalFolder) {}
