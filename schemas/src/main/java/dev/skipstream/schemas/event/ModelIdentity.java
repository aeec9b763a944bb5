package dev.skipstream.schemas.event;

/**
 * The model version that made a detection.
 *
 * @param name the registered name
 * @param version the immutable number within the name
 * @param digest {@code sha256:} and the SHA-256 of the archive's bytes, in lower-case hex
 */
public record ModelIdentity(String name, int version, String digest) {}
