package dev.skipstream.camera.report;

import dev.skipstream.camera.StreamInfo;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The properties of a camera's stream, as a probe measured them.
 *
 * @param address the camera, without user and query
 * @param stream the stream, as the camera announces it
 * @param pictureWidth pixels of a picture
 * @param pictureHeight pixels of a picture
 * @param framesPerSecond measured rate of arrival; empty for a single frame
 * @param clock source of the time of the last frame: {@code camera} or {@code arrival}
 * @param latencyMillis median time from the capture to the arrival here, where the camera states
 *     the capture by a clock that is right
 * @param clockAheadMillis the camera's clock minus this machine's, where it is wrong
 * @param frames frames that were read
 */
public record ProbeReport(
    String address,
    StreamInfo stream,
    int pictureWidth,
    int pictureHeight,
    OptionalDouble framesPerSecond,
    String clock,
    OptionalDouble latencyMillis,
    Optional<Long> clockAheadMillis,
    int frames) {}
