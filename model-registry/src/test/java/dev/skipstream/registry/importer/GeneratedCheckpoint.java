package dev.skipstream.registry.importer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A torchvision checkpoint with the weights of {@link Formula}. */
public final class GeneratedCheckpoint {

  /** The class count of the golden outputs, the background included. */
  public static final int CLASSES = 6;

  private GeneratedCheckpoint() {}

  /** {@code GeneratedCheckpoint FILE ARCHITECTURE}, for scripts that import it. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), args[1], CLASSES);
  }

  /** Writes the state dict of a network as {@code torch.save} does. */
  public static void write(Path file, String architecture, int classes) throws IOException {
    TorchFiles.writeZip(file, shapes(architecture, classes), ElementType.FLOAT32, Formula::tensor);
  }

  /** The tensors of a network's state dict. */
  static Map<String, List<Integer>> shapes(String architecture, int classes) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Layer layer : Layer.of(architecture)) {
      for (String tensor : layer.tensors()) {
        shapes.put(
            tensor,
            tensor.equals(layer.weight())
                ? layer.weightShape(classes)
                : List.of(layer.biases(classes)));
      }
      if (layer.norm() != null) {
        shapes.put(layer.norm() + ".num_batches_tracked", List.of());
      }
    }
    return shapes;
  }
}
