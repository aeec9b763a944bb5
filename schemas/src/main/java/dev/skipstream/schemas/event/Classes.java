package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The classes of a frame as a whole, the most probable ones.
 *
 * @param classes by falling score, at least one
 */
public record Classes(List<ScoredClass> classes) implements Findings {
  private static final long CLASS_BYTES = 96;

  /** A char may be escaped in JSON. */
  private static final long BYTES_PER_CHAR = 24;

  public Classes {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("classes are empty: expected at least one");
    }
    classes = List.copyOf(classes);
  }

  @Override
  public String kind() {
    return "classes";
  }

  @Override
  public long bytesAtMost() {
    return classes.stream()
        .mapToLong(one -> CLASS_BYTES + BYTES_PER_CHAR * one.label().length())
        .sum();
  }

  @Override
  public ClassificationEvent event(
      FrameInfo frame, Optional<InputPosition> input, EventModel model) {
    return new ClassificationEvent(frame, input, model, classes);
  }
}
