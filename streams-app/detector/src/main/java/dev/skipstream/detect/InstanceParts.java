package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Detection;
import java.util.Map;
import java.util.Set;

/** The part of a detection beyond its box. */
interface InstanceParts {

  /** A detector of boxes alone. */
  InstanceParts NONE =
      new InstanceParts() {
        @Override
        public Set<String> outputs() {
          return Set.of();
        }

        @Override
        public Reader reader(Map<String, NDArray> tensors) {
          return (detection, row, frame) -> detection;
        }
      };

  /** Completes the detections of a batch. */
  @FunctionalInterface
  interface Reader {
    /**
     * Returns a detection with its further parts.
     *
     * @param row of the detection in all tensors of the batch, whose frames follow each other
     */
    Detection complete(Detection detection, int row, Frame frame);
  }

  /** Returns the names of the tensors that the program returns beyond those of boxes. */
  Set<String> outputs();

  /**
   * Reads a batch.
   *
   * @param tensors the program's
   */
  Reader reader(Map<String, NDArray> tensors);
}
