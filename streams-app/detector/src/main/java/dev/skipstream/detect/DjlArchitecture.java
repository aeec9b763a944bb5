package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.schemas.event.Findings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The half of an {@link dev.skipstream.registry.Architecture} that runs: its rule of resizing, and
 * the translation of its program's tensors. {@link DjlArchitectures} lists them; the two halves
 * have the same name.
 *
 * <p>Threading: implementations have no state.
 *
 * @param <S> the settings of the architecture
 */
interface DjlArchitecture<S extends DetectorSettings> {

  /** Returns the name of the other half. */
  String name();

  /** Returns the type of the settings. */
  Class<S> settings();

  /** Returns the shape of a frame after resizing. Only frames of one shape share a batch. */
  ResizedShape shapeOf(Frame frame, S settings);

  /** Returns the names of the tensors that the program returns. */
  Set<String> outputs();

  /**
   * Reads the findings of each frame of a batch.
   *
   * @param tensors the program's, by the names of {@link #outputs}
   * @param frames of the batch
   * @param labels names of categories by id
   */
  List<Findings> read(
      Map<String, NDArray> tensors, List<Frame> frames, Map<Integer, String> labels);
}
