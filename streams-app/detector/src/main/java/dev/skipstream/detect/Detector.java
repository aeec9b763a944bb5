package dev.skipstream.detect;

import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.Optional;

/**
 * One loaded model on one device. {@link #detect} is for one thread at a time, the rest for any.
 */
public interface Detector extends AutoCloseable {

  /** The model that {@link #detect} runs. */
  ModelIdentity model();

  /** Returns the way in which it computes; empty where that is not known. */
  default Optional<Computation> computation() {
    return Optional.empty();
  }

  /** Returns the model as the events of its findings describe it. */
  default EventModel eventModel() {
    return new EventModel(model(), computation());
  }

  /**
   * Returns the shape of {@code frame} after resizing: only frames of one shape may share a batch.
   */
  ResizedShape shapeOf(Frame frame);

  /**
   * Finds the objects of each frame.
   *
   * @param frames of one resized shape, at least one
   * @return the findings of each frame, in the order of the frames
   * @throws DetectorException when the model fails on this batch
   */
  List<Findings> detect(List<Frame> frames);

  @Override
  void close();
}
