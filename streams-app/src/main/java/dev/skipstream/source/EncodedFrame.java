package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;

/**
 * A frame as its source gives it.
 *
 * @param name unique within one reading of the source
 * @param contentType media type of the image
 * @param image the encoded image. Owned by the frame: nobody changes it
 * @param gap time since the frame before, where the source has a rate of its own
 */
public record EncodedFrame(String name, String contentType, byte[] image, Optional<Duration> gap) {}
