package dev.skipstream.doctor;

/**
 * A part that would serve on this machine and is not installed.
 *
 * @param part its name
 * @param reason the fact that shows that it is missing
 * @param command installs it
 */
public record MissingPart(String part, String reason, String command) {}
