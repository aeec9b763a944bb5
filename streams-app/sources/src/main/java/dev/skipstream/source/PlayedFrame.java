package dev.skipstream.source;

import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import java.util.Optional;

/**
 * A frame that is due.
 *
 * @param truth its ground truth, if the source knows it, with the same id, source, sequence and
 *     time
 */
public record PlayedFrame(ImageEvent image, Optional<GroundTruth> truth) {}
