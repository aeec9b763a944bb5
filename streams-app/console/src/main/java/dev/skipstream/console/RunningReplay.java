package dev.skipstream.console;

/**
 * A replay that has started and has not ended.
 *
 * @param model name and version, such as {@code street/3}
 * @param done offsets of the range that its group has committed
 * @param length offsets of the range
 * @param active false when no process works on it: it was interrupted, and resumes with its command
 * @param startedAt milliseconds since 1970
 */
record RunningReplay(
    String id,
    String topic,
    String model,
    String output,
    long done,
    long length,
    boolean active,
    long startedAt) {}
