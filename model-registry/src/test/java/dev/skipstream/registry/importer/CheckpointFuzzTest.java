package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.PickledCheckpoint.Instructions;
import dev.skipstream.registry.importer.PickledCheckpoint.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes small checkpoints at random. Each is read, or refused as what it is, and takes a bounded
 * amount of memory. The seed is printed; {@code -Dfuzz.seed=NUMBER} repeats a run.
 */
class CheckpointFuzzTest {
  private static final int MUTATIONS = 20_000;

  /**
   * The memory limit: the largest tensor that a file of some kilobytes may describe, and the
   * reader's own memory.
   */
  private static final long MOST_BYTES = 320L << 20;

  /** The shapes in a fixed order: a seed yields the same files on each machine. */
  private static final Map<String, List<Integer>> SHAPES =
      new TreeMap<>(Map.of("a.weight", List.of(2, 3), "b.weight", List.of(4)));

  /** Numbers, instructions and texts that readers trip over. */
  private static final String[] PIECES = {
    "\377\377\377\377",
    "\377\377\377\177",
    "\0\0\0\200",
    "\0\0\0\0",
    "\377",
    "\0",
    "(",
    ")",
    "]",
    "}",
    "e",
    "u",
    "s",
    "R",
    "b",
    "Q",
    "t",
    "\205",
    "\206",
    "0",
    "h\0",
    "h\1",
    "q\1",
    "\224",
    "N",
    "K\1",
    "X\4\0\0\0",
    "c",
    "\223",
    ".",
    "\200\5",
    "\225",
    "null",
    "[",
    "{",
    "\"",
    ",",
    "-1",
    "1e9",
    "9223372036854775807",
    "\201",
    "ctorch._utils\n_rebuild_parameter\n",
    "cargparse\nNamespace\n)\201",
    "X\5\0\0\0model",
    "ccollections\nOrderedDict\n"
  };

  @TempDir Path folder;

  /** A writer of a file around changed bytes. */
  private interface Wrapping {
    byte[] around(byte[] content) throws IOException;
  }

  private record Kind(String name, byte[] content, Wrapping wrapping) {}

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // for a reader that hangs
  void eachChangedCheckpointIsReadOrRefusedWithinBounds() throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.printf("checkpoint fuzz: -Dfuzz.seed=%d%n", seed);
    Random random = new Random(seed);
    List<Kind> kinds = kinds();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int read = 0;
    Path file = folder.resolve("checkpoint");
    for (int i = 0; i < MUTATIONS; i++) {
      Kind kind = kinds.get(i % kinds.size());
      Files.write(file, kind.wrapping().around(changed(kind.content(), random)));
      long before = threads.getCurrentThreadAllocatedBytes();
      Throwable thrown = readAll(file);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(thrown == null || thrown instanceof InvalidModelException)
          .as("seed %d, mutation %d of %s gives %s", seed, i, kind.name(), thrown)
          .isTrue();
      assertThat(allocated)
          .as("seed %d, bytes that mutation %d of %s takes", seed, i, kind.name())
          .isLessThan(MOST_BYTES);
      read += thrown == null ? 1 : 0;
    }
    System.out.printf("checkpoint fuzz: %d of %d were read%n", read, MUTATIONS);
    assertThat(read).isBetween(MUTATIONS / 100, MUTATIONS * 9 / 10);
  }

  private List<Kind> kinds() throws IOException {
    List<Kind> kinds = new ArrayList<>();
    for (BadCheckpointTest.Container container : BadCheckpointTest.Container.values()) {
      Path file = folder.resolve(container.name());
      container.write(file, SHAPES, Formula::tensor);
      kinds.add(new Kind(container.name(), Files.readAllBytes(file), content -> content));
    }
    // Behind what a checksum or a length protects, too.
    byte[] pickle = TorchFiles.pickle(SHAPES, ElementType.FLOAT32);
    kinds.add(new Kind("the pickle of a ZIP", pickle, CheckpointFuzzTest::zip));
    kinds.add(
        new Kind(
            "the pickle of a training",
            PickledCheckpoint.pickle(
                // In one order, as the shapes.
                new TreeMap<>(
                    Map.of(
                        "model",
                        Map.of("module.a", Tensor.of(List.of(2, 3), 1, 2, 3, 4, 5, 6)),
                        "model_ema",
                        Map.of("n_averaged", Tensor.counter(ElementType.INT32, 6)),
                        "lr_scheduler",
                        Map.of("milestones", Instructions.counter()),
                        "args",
                        Instructions.namespace(
                            new TreeMap<>(Map.of("model", "it", "rpn_score_thresh", 0.1)))))),
            CheckpointFuzzTest::zip));
    byte[] safetensors = kinds.get(2).content();
    int header = (int) ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] elements = Arrays.copyOfRange(safetensors, Long.BYTES + header, safetensors.length);
    kinds.add(
        new Kind(
            "the header of SAFETENSORS",
            Arrays.copyOfRange(safetensors, Long.BYTES, Long.BYTES + header),
            content ->
                ByteBuffer.allocate(Long.BYTES + content.length + elements.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(content.length)
                    .put(content)
                    .put(elements)
                    .array()));
    return kinds;
  }

  private static byte[] zip(byte[] pickle) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      TorchFiles.put(zip, "a/data.pkl", pickle);
      TorchFiles.put(zip, "a/data/0", new byte[24]);
      TorchFiles.put(zip, "a/data/1", new byte[24]);
    }
    return out.toByteArray();
  }

  private static byte[] changed(byte[] whole, Random random) {
    byte[] changed = whole;
    for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
      int at = random.nextInt(changed.length);
      int end = Math.min(changed.length, at + 1 + random.nextInt(40));
      byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.ISO_8859_1);
      changed =
          switch (random.nextInt(7)) {
            case 0 ->
                spliced(
                    changed,
                    at,
                    new byte[] {(byte) (changed[at] ^ (1 << random.nextInt(8)))},
                    at + 1);
            case 1 -> spliced(changed, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
            case 2 -> spliced(changed, at, piece, Math.min(changed.length, at + piece.length));
            case 3 -> spliced(changed, at, piece, at);
            case 4 -> spliced(changed, at, new byte[0], end);
            case 5 -> spliced(changed, at, Arrays.copyOfRange(changed, at, end), at);
            default -> random.nextInt(5) == 0 ? Arrays.copyOf(changed, at) : changed;
          };
    }
    return changed;
  }

  /** The bytes with those from {@code at} to {@code end} replaced. */
  private static byte[] spliced(byte[] bytes, int at, byte[] piece, int end) {
    return ByteBuffer.allocate(at + piece.length + bytes.length - end)
        .put(bytes, 0, at)
        .put(piece)
        .put(bytes, end, bytes.length - end)
        .array();
  }

  private static Throwable readAll(Path file) {
    try (TorchvisionCheckpoint opened = TorchvisionCheckpoint.open(file)) {
      for (String name : opened.names()) {
        opened.read(name);
      }
      return null;
    } catch (Throwable e) {
      return e;
    }
  }
}
