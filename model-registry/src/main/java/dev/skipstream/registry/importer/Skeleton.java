package dev.skipstream.registry.importer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A detector without weights, as {@code python/skeleton.py} writes it: the entries of a TorchScript
 * archive and the recipe by which a checkpoint fills it.
 *
 * @param architecture torchvision's name
 * @param entries name to content of all the archive's entries but the weights
 * @param sourceDigest hex SHA-256 of the {@code program.py} it was made from
 */
record Skeleton(
    String architecture, Map<String, byte[]> entries, Recipe recipe, String sourceDigest) {
  private static final JsonMapper JSON = new JsonMapper();

  /** torchvision's names of what can be imported; each has a resource. */
  static final List<String> ARCHITECTURES = List.of("fasterrcnn_resnet50_fpn");

  /**
   * What to do to a skeleton. Offsets are bytes in {@code data.pkl}.
   *
   * @param format where the text {@code FloatStorage} stands, the weights' format
   * @param classes where int32 numbers stand that depend on the class count
   */
  record Recipe(int format, List<ClassCount> classes, List<Layer> layers) {}

  /** An int32 number to become {@code times} the class count. */
  record ClassCount(int offset, int times) {}

  /**
   * A layer with weights.
   *
   * @param name the checkpoint's prefix of its {@code .weight} and, without a norm, its {@code
   *     .bias}
   * @param norm the checkpoint's name of the batch norm after it, or null
   * @param shape of the checkpoint's weight, outputs first; a negative number of outputs counts
   *     classes
   * @param pixels positions of the kernel or map. The checkpoint has (outputs, channels, pixels),
   *     the archive (outputs, pixels, channels)
   * @param weight key of the storage to write
   * @param bias key of the storage to write
   */
  record Layer(
      String name, String norm, List<Integer> shape, int pixels, String weight, String bias) {

    /** The checkpoint's names that belong to this layer and must be there. */
    List<String> tensors() {
      return norm == null
          ? List.of(weightName(), biasName())
          : List.of(
              weightName(),
              norm + ".weight",
              norm + ".bias",
              norm + ".running_mean",
              norm + ".running_var");
    }

    String weightName() {
      return name + ".weight";
    }

    String biasName() {
      return name + ".bias";
    }

    List<Integer> weightShape(int classes) {
      List<Integer> sizes = new ArrayList<>(shape);
      sizes.set(0, outputs(classes));
      return sizes;
    }

    int outputs(int classes) {
      return shape.get(0) < 0 ? -shape.get(0) * classes : shape.get(0);
    }
  }

  /** Reads the resource of an architecture. */
  static Skeleton of(String architecture) {
    Map<String, byte[]> entries = new TreeMap<>();
    try (InputStream resource = Skeleton.class.getResourceAsStream(architecture + ".pt");
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
      Recipe recipe = JSON.readValue(entries.remove("recipe.json"), Recipe.class);
      byte[] digest = entries.remove("program.sha256");
      return new Skeleton(
          architecture, entries, recipe, new String(digest, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("skeleton of " + architecture, e);
    }
  }

  /** The checkpoint's tensors that must be there. */
  Set<String> required() {
    Set<String> names = new HashSet<>();
    recipe.layers().forEach(layer -> names.addAll(layer.tensors()));
    return names;
  }

  /** Whether a checkpoint may have this tensor although nothing needs it: a norm's step counter. */
  boolean allows(String tensor) {
    return recipe.layers().stream()
        .anyMatch(layer -> tensor.equals(layer.norm() + ".num_batches_tracked"));
  }
}
