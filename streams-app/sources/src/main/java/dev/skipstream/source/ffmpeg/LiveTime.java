package dev.skipstream.source.ffmpeg;

import java.time.Instant;
import java.util.Optional;

/**
 * The times of a live frame.
 *
 * @param arrival this machine's clock when the first packet of the frame came
 * @param nanos {@link System#nanoTime} at the arrival
 * @param camera the camera's clock when it took the frame, where the camera sends it
 */
public record LiveTime(Instant arrival, long nanos, Optional<Instant> camera) {}
