package dev.skipstream.demo;

import dev.skipstream.schemas.event.ModelIdentity;

/**
 * What a demonstration came to.
 *
 * @param framesPublished image events that the sources sent
 * @param detectionEvents frames that the model has seen
 * @param dropped frames that were too old when the model would have seen them
 * @param deadLetters image events that were at fault
 * @param framesPerSecond detection events a second, from the first frame's publishing to the last
 *     outcome
 * @param latencyMs of the detection events, from capture until a reader has them
 */
public record DemoSummary(
    long framesPublished,
    long detectionEvents,
    long dropped,
    long deadLetters,
    double framesPerSecond,
    Latency latencyMs,
    ModelIdentity model) {

  /** Half of the events, and all but one in a hundred, came within so many milliseconds. */
  public record Latency(long p50, long p99) {}

  /** Whether every frame that was sent has its outcome. */
  public boolean complete() {
    return framesPublished == detectionEvents + dropped + deadLetters;
  }
}
