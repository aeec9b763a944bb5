package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file with the state dict of a torchvision detector. Tensors are read one at a time; nothing of
 * the file is run.
 *
 * <p>A tensor may be stored as int8 numbers {@code q}. Then the checkpoint has a vector {@code
 * NAME.scale} too, one number {@code s} an output channel, and the tensor's elements are {@code s *
 * q}.
 *
 * <p>Messages do not name the file: {@link DetectorImporter} puts its name before them.
 */
final class TorchvisionCheckpoint implements Closeable {
  private static final int CHUNK = 1 << 16;
  private static final byte PICKLE_PROTOCOL = (byte) 0x80;
  private static final int SAFETENSORS_HEADER = 8;
  private static final int LONGEST_SIGNATURE = SAFETENSORS_HEADER + 1;
  private static final String SCALE = ".scale";

  private final TensorContainer container;
  private final StateDict stateDict;
  private final String prefix;
  private final Map<String, StoredTensor> tensors;

  /** The scales, by the name of their tensor. */
  private final Map<String, StoredTensor> scales = new HashMap<>();

  private TorchvisionCheckpoint(TensorContainer container, Architectures known) {
    this.container = container;
    this.stateDict = container.stateDict();
    TensorNames names = TensorNames.of(stateDict.tensors(), known);
    this.prefix = names.prefix();
    this.tensors = names.tensors();
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.storage().type() == ElementType.INT8) {
            scales.put(name, scaleOf(name));
          }
        });
    scales.keySet().forEach(name -> tensors.remove(name + SCALE));
  }

  private StoredTensor scaleOf(String name) {
    List<Integer> shape = shape(name);
    StoredTensor scale = tensors.get(name + SCALE);
    if (shape.isEmpty() || scale == null || !scale.shape().equals(shape.subList(0, 1))) {
      throw new InvalidModelException(
          "tensor %s of shape %s is int8, and %s%s %s: expected one number an output channel"
              .formatted(
                  name,
                  shape,
                  name,
                  SCALE,
                  scale == null ? "is not there" : "has the shape " + scale.shape()));
    }
    return scale;
  }

  /** Opens a checkpoint that leaves no choice of entries. */
  static TorchvisionCheckpoint open(Path file) {
    return open(file, Optional.empty());
  }

  /** Opens a checkpoint of a kind of detector that the program has. */
  static TorchvisionCheckpoint open(Path file, Optional<String> entry) {
    return open(file, entry, Architectures.BUILT_IN);
  }

  /**
   * Opens a checkpoint and reads its list of tensors.
   *
   * @param entry the state dict to take, see {@link StateDict}; absent to choose
   * @param known kinds of detectors, which tell the present names of tensors
   * @throws InvalidModelException when the file is no checkpoint, not a whole one or not readable
   */
  static TorchvisionCheckpoint open(Path file, Optional<String> entry, Architectures known) {
    try {
      return opened(container(file, entry), known);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static TorchvisionCheckpoint opened(TensorContainer container, Architectures known)
      throws IOException {
    try {
      return new TorchvisionCheckpoint(container, known);
    } catch (RuntimeException e) {
      container.close();
      throw e;
    }
  }

  private static TensorContainer container(Path file, Optional<String> entry) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = Arrays.copyOf(in.readNBytes(LONGEST_SIGNATURE), LONGEST_SIGNATURE);
    }
    if (start[0] == 'P' && start[1] == 'K') {
      return new ZipContainer(file, entry);
    }
    if (start[0] == PICKLE_PROTOCOL) {
      return new LegacyContainer(file, entry);
    }
    if (start[SAFETENSORS_HEADER] == '{') {
      return new SafetensorsContainer(file, entry);
    }
    throw new InvalidModelException(
        "it is no checkpoint: expected a file of torch.save or safetensors");
  }

  /** The tensors' names, as torchvision has spelt them since version 0.14. */
  Set<String> names() {
    return tensors.keySet();
  }

  /** The entry of the file that the tensors are from; absent where the file is the state dict. */
  Optional<String> entry() {
    return stateDict.entry();
  }

  /** The arguments of torchvision's training script, where the file has them. */
  Optional<TrainingArguments> training() {
    return stateDict.training();
  }

  /** A sentence for each choice that was made in reading the file. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    entry()
        .ifPresent(
            name ->
                remarks.add(
                    "the weights are from its entry '%s'%s"
                        .formatted(
                            name,
                            stateDict.others().isEmpty()
                                ? ""
                                : "; it has state dicts in %s too, which --entry selects"
                                    .formatted(StateDict.shown(stateDict.others())))));
    if (!prefix.isEmpty()) {
      remarks.add("the tensors' names began with '%s', which was removed".formatted(prefix));
    }
    return remarks;
  }

  /** The sizes of each tensor, by name. */
  Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new TreeMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /**
   * Checks that a tensor has weights, not counts.
   *
   * @throws InvalidModelException when its elements are whole numbers without a scale
   */
  void requireWeights(String name) {
    ElementType type = tensors.get(name).storage().type();
    if (type.isInteger() && !scales.containsKey(name)) {
      throw new InvalidModelException(
          "tensor %s has whole numbers (%s): expected floating-point numbers, or int8 with a scale"
              .formatted(name, type.safetensors()));
    }
  }

  /** The sizes of a tensor. */
  List<Integer> shape(String name) {
    return tensors.get(name).shape();
  }

  /**
   * Reads a tensor's elements in row-major order.
   *
   * @throws InvalidModelException when there are fewer than there should be, one is not finite or
   *     the file cannot be read
   */
  float[] read(String name) {
    float[] elements = read(name, tensors.get(name));
    StoredTensor scale = scales.get(name);
    if (scale != null) {
      float[] factors = read(name + SCALE, scale);
      int each = elements.length / factors.length;
      for (int channel = 0; channel < factors.length; channel++) {
        for (int i = channel * each; i < (channel + 1) * each; i++) {
          elements[i] *= factors[channel];
        }
      }
    }
    return elements;
  }

  private float[] read(String name, StoredTensor tensor) {
    float[] elements;
    int extent = tensor.extent();
    // Only what the tensor spans: a checkpoint may keep all tensors as slices of one storage.
    try (InputStream in = container.open(tensor.storage(), tensor.offset())) {
      elements = tensor.gather(read(in, tensor.storage(), extent));
    } catch (IOException e) {
      throw unreadable(e);
    }
    for (float element : elements) {
      if (!Float.isFinite(element)) {
        throw new InvalidModelException(
            "tensor %s has an element %s: expected finite numbers; the training diverged or the file is damaged"
                .formatted(name, element));
      }
    }
    return elements;
  }

  private static float[] read(InputStream in, Storage storage, int count) throws IOException {
    float[] elements = new float[count];
    byte[] chunk = new byte[CHUNK];
    int done = 0;
    while (done < elements.length) {
      int next = Math.min(CHUNK / storage.type().bytes(), elements.length - done);
      int bytes = next * storage.type().bytes();
      if (in.readNBytes(chunk, 0, bytes) < bytes) {
        throw new InvalidModelException(
            "storage %s ends early: expected %d bytes; the file is cut short, fetch it again"
                .formatted(storage.key(), storage.bytes()));
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
      storage.type().get(buffer, elements, done, next);
      done += next;
    }
    return elements;
  }

  private static InvalidModelException unreadable(IOException e) {
    String reason =
        e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    return new InvalidModelException("it cannot be read: " + reason, e);
  }

  @Override
  public void close() throws IOException {
    container.close();
  }
}
