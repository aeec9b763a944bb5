package dev.skipstream.stream;

import dev.skipstream.image.FrameDecoder;
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
 * @param journalFolder the folder of the journal of in-flight frames, which the next start after a
 *     crash reads. Without it there is no journal
 */
public record ImageTools(
    FrameDecoder decoder,
    ImageFetcher fetcher,
    Duration fetchLimit,
    Optional<Path> journalFolder) {}
