package dev.skipstream.bench;

import dev.skipstream.image.Frame;
import dev.skipstream.source.EncodedFrame;

/** An image as it is published, and as a detector gets it. */
public record Picture(EncodedFrame encoded, Frame frame) {}
