package dev.skipstream.stream.internal.outcome;

import dev.skipstream.frame.FramePhase;

/**
 * The times of a frame that ended without an inference, on {@link System#nanoTime()}.
 *
 * @param arrived the stream thread accepted the frame
 * @param phase the phase in which the frame ended; reading the event is part of {@code QUEUE}
 * @param began this phase began
 * @param ended the outcome was determined
 */
public record EarlyEnd(long arrived, FramePhase phase, long began, long ended) {}
