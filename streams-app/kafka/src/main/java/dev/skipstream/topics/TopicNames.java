package dev.skipstream.topics;

import java.util.List;

/**
 * The topics of one pipeline.
 *
 * @param images the input topic, with image events
 * @param detections the output topic, with outcomes
 * @param deadLetters the topic of dead letters: rejected image events, unchanged
 */
public record TopicNames(String images, String detections, String deadLetters) {

  public TopicNames {
    if (List.of(images, detections, deadLetters).stream().distinct().count() != 3) {
      throw new IllegalArgumentException(
          "topics are %s, %s and %s: expected three different names"
              .formatted(images, detections, deadLetters));
    }
  }

  /** The names of architecture and documentation, derived from the input's. */
  public static TopicNames of(String images) {
    return new TopicNames(
        images,
        images.equals("images") ? "detections" : images + ".detections",
        images + ".dead-letters");
  }

  /** Returns the name of the pipeline: unique, since no two pipelines share input and output. */
  public String pipelineName() {
    return images + "-" + detections;
  }

  /** The topics that outcomes go to. */
  public List<String> outputs() {
    return List.of(detections, deadLetters);
  }

  public List<String> all() {
    return List.of(images, detections, deadLetters);
  }
}
