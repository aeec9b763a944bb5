package dev.skipstream.stream.internal.frame;

import dev.skipstream.frame.Freshness;
import dev.skipstream.image.Frame;

/** A decoded frame that waits for its batch. */
public record PendingFrame(Frame frame, Freshness freshness) {}
