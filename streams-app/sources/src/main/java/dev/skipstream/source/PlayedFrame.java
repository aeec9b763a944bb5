package dev.skipstream.source;

import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import java.util.Optional;

/**
 * A frame whose time has come.
 *
 * @param truth what is in it, where its source knows: of the same id, source, sequence and time
 */
public record PlayedFrame(ImageEvent image, Optional<GroundTruth> truth) {}
