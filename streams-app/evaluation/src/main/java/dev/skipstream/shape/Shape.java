package dev.skipstream.shape;

/** A shape of an object beyond its box. */
public sealed interface Shape permits Keypoints, RunLengthMask {}
