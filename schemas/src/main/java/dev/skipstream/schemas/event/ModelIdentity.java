package dev.skipstream.schemas.event;

/**
 * The model that drew a box.
 *
 * @param name as registered
 * @param version immutable number within the name
 * @param digest {@code sha256:} and the SHA-256 of the archive's bytes, in lower-case hex
 */
public record ModelIdentity(String name, int version, String digest) {}
