package dev.skipstream.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The summary of a demonstration.
 *
 * @param framesPublished image events that the sources sent
 * @param detectionEvents frames that the model has seen
 * @param dropped frames that were too old when the model would have seen them
 * @param deadLetters image events that were at fault
 * @param framesPerSecond detection events a second, from the first frame's publishing to the last
 *     outcome
 * @param latencyMs of the detection events, from capture until a reader has them
 * @param firstDetectionMs from the start of the program until a reader had the first detection
 *     event
 * @param accuracy of the detection events whose frames came with their truth; nothing where none
 *     did
 */
public record DemoSummary(
    long framesPublished,
    long detectionEvents,
    long dropped,
    long deadLetters,
    double framesPerSecond,
    Latency latencyMs,
    OptionalLong firstDetectionMs,
    Optional<Accuracy> accuracy,
    ModelIdentity model) {

  /** Half of the events, and all but one in a hundred, came within so many milliseconds. */
  public record Latency(long p50, long p99) {}

  /** COCO's figures, 0 to 1, over so many frames. */
  public record Accuracy(
      int frames, @JsonProperty("AP") double ap, @JsonProperty("AP50") double ap50) {}

  /** Returns if every frame that was sent has its outcome. */
  public boolean complete() {
    return framesPublished == detectionEvents + dropped + deadLetters;
  }
}
