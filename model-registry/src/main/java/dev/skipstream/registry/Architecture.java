package dev.skipstream.registry;

import dev.skipstream.schemas.event.ComputeFormat;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of detector: all that the import of a checkpoint and its manifest need. {@link
 * Architectures} lists the kinds. The detector module has the other half, which resizes frames and
 * reads the findings; the two halves have the same {@link #name}.
 *
 * <p>Threading: implementations have no state.
 */
public interface Architecture {

  /** Returns the name of the kind in messages, such as {@code Faster R-CNN}. */
  String name();

  /** Returns torchvision's names of the networks of this kind. A manifest has one of them. */
  List<String> networks();

  /** Returns the settings of a detector for which nothing else is given. */
  DetectorSettings defaults();

  /**
   * Opens the TorchScript program of a network: an archive without weights, and the recipe by which
   * a checkpoint fills it. {@code python/skeleton.py} writes it.
   */
  InputStream program(String network);

  /**
   * Reads the number of classes off a checkpoint.
   *
   * @param shapes of its tensors, by name
   * @return the number of classes, the background included where the network has one
   * @throws InvalidModelException when the tensors do not show it
   */
  int classes(Map<String, List<Integer>> shapes);

  /**
   * Returns the present name of a tensor that an older torchvision may have named otherwise.
   *
   * @param names those of all tensors of the checkpoint. Networks of several kinds may have one
   *     name for different layers
   */
  default String tensor(String name, Set<String> names) {
    return name;
  }

  /** Returns the number of the first class that has a label: 1 where 0 is the background. */
  default int firstClass() {
    return 1;
  }

  /**
   * Returns true where class 0 is the background or a class like others: the number of the labels
   * decides.
   */
  default boolean hasOptionalBackground() {
    return false;
  }

  /** Returns the lowest number of a class that may have a label. */
  default int firstLabel() {
    return hasOptionalBackground() ? 0 : firstClass();
  }

  /** Returns true for a tensor that a checkpoint may have, and that training alone uses. */
  default boolean isOfTraining(String tensor) {
    return false;
  }

  /** Returns the number formats in which a network computes. */
  default Set<ComputeFormat> formats(String network) {
    return EnumSet.allOf(ComputeFormat.class);
  }

  /** Returns the classes of torchvision's COCO weights, the background included. */
  default int cocoClasses() {
    return 91;
  }

  /**
   * Returns true where torchvision trained its COCO weights of a network with batch norms whose eps
   * is 0.
   */
  default boolean hasCocoWeightsOfEpsZero(String network) {
    return false;
  }
}
