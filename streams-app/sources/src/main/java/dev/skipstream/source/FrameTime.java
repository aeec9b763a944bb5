package dev.skipstream.source;

import java.time.Duration;

/**
 * The time at which a frame is shown, on the clock of its source.
 *
 * @param pts its time stamp; the first frame's need not be zero
 * @param lasts until the next frame, as the source says; zero where it says nothing
 */
public record FrameTime(Duration pts, Duration lasts) {}
