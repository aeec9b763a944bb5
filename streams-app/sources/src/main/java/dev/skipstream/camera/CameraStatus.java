package dev.skipstream.camera;

import java.time.Instant;
import java.util.Optional;

/**
 * The counts of one camera at a moment, for metrics and health.
 *
 * @param up the camera is connected and its frames come
 * @param lastDown the last outage, if there was one
 * @param published frames that the broker acknowledged
 * @param dropped frames that were dropped before encoding, because the broker was slow
 * @param skipped frames beyond the rate, or withheld by a gate
 * @param undecodable frames that FFmpeg could not decode
 * @param failed frames that the broker did not accept within its time limit
 * @param wrongClock frames whose camera's clock was wrong
 * @param reconnects connections with a frame after the first one
 * @param lastFrame time at which the last frame arrived
 */
public record CameraStatus(
    String name,
    boolean up,
    Optional<CameraEvent.Down> lastDown,
    long published,
    long dropped,
    long skipped,
    long undecodable,
    long failed,
    long wrongClock,
    long reconnects,
    Optional<Instant> lastFrame) {}
