package dev.skipstream.registry.importer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A detector without weights, as {@code python/skeleton.py} writes it: the entries of a TorchScript
 * archive and the recipe by which a checkpoint fills it.
 *
 * @param kind of detector
 * @param architecture torchvision's name of the network
 * @param entries name to content of all the archive's entries but the weights
 * @param sourceDigest hex SHA-256 of the {@code program.py} it was made from
 */
record Skeleton(
    Architecture kind,
    String architecture,
    Map<String, byte[]> entries,
    Recipe recipe,
    String sourceDigest) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The changes to make in a skeleton. Offsets are bytes in {@code data.pkl}.
   *
   * @param format the offset of the text {@code FloatStorage}, the weights' format
   * @param classes the offsets of int32 numbers that depend on the class count
   */
  record Recipe(int format, List<ClassCount> classes, List<Layer> layers) {}

  /** An int32 number to become {@code times} the class count. */
  record ClassCount(int offset, int times) {}

  /** Reads the skeleton of a network that the program has. */
  static Skeleton of(String network) {
    return of(Architectures.BUILT_IN.of(network), network);
  }

  /** Reads the skeleton of a network of some kind. */
  static Skeleton of(Architecture kind, String network) {
    Map<String, byte[]> entries = new TreeMap<>();
    try (InputStream resource = kind.program(network);
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
      Recipe recipe = JSON.readValue(entries.remove("recipe.json"), Recipe.class);
      byte[] digest = entries.remove("program.sha256");
      return new Skeleton(
          kind, network, entries, recipe, new String(digest, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("skeleton of " + network, e);
    }
  }

  /** The checkpoint's tensors that must be there. */
  Set<String> required() {
    return recipe.layers().stream()
        .flatMap(layer -> layer.tensors().stream())
        .collect(Collectors.toSet());
  }

  /** The width of the backbone's blocks. */
  Optional<BlockWidth> blockWidth() {
    return BlockWidth.of(
        recipe.layers().stream().collect(Collectors.toMap(Layer::weight, Layer::shape)));
  }

  /** Tensors that a checkpoint may have although nothing needs them: step counters of norms. */
  Set<String> optional() {
    return recipe.layers().stream()
        .filter(layer -> layer.norm() != null)
        .map(layer -> layer.norm() + ".num_batches_tracked")
        .collect(Collectors.toSet());
  }
}
