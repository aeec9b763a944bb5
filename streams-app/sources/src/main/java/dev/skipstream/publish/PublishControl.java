package dev.skipstream.publish;

import dev.skipstream.schemas.event.ImageEvent;
import java.util.OptionalLong;

/**
 * Observes a publication, and may end it early.
 *
 * <p>Threading: the publishing thread calls each method.
 */
public interface PublishControl {
  /** Neither observes nor ends. */
  PublishControl NONE = new PublishControl() {};

  /**
   * Announces the first frame. The topics exist.
   *
   * @param frames number of frames to publish; empty where unknown or without end
   */
  default void starting(OptionalLong frames) {}

  /** Returns if a further frame may be published. Asked once before each frame. */
  default boolean mayPublish() {
    return true;
  }

  /**
   * Returns if the publication was asked to stop. Then an interrupt, or a source that cannot be
   * read on, ends it without an error.
   */
  default boolean stopRequested() {
    return false;
  }

  /** Receives each frame after it was handed to the producer. */
  default void published(ImageEvent frame) {}

  /** Receives the number of frames that were withheld, since nothing moved in them, at the end. */
  default void withheld(long frames) {}

  /**
   * Announces that the publication waits for its last acknowledgements. An interrupt from here on
   * would lose them.
   */
  default void ending() {}
}
