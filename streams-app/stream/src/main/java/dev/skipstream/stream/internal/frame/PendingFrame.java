package dev.skipstream.topology;

import dev.skipstream.image.Frame;

/** A decoded frame that waits for its batch. */
record PendingFrame(Frame frame, Freshness freshness) {}
