package dev.skipstream.registry.importer;

import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorWeights.LayerWeights;
import dev.skipstream.registry.importer.Skeleton.ClassCount;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a skeleton with its class count and number format set and the
 * weights' storages added. Entries are stored uncompressed, as libtorch wants them, and bear no
 * date, so that equal detectors are equal files.
 */
final class DetectorArchive {
  private static final String ROOT = "detector/";
  private static final String TREE = ROOT + "data.pkl";
  private static final LocalDateTime NO_DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final DetectorWeights weights;
  private final Optional<Calibration> calibration;
  private final ElementType format;

  private DetectorArchive(
      DetectorWeights weights, Precision precision, Optional<Calibration> calibration) {
    this.weights = weights;
    this.calibration = calibration;
    this.format =
        switch (precision) {
          case FP32 -> ElementType.FLOAT32;
          case FP16 -> ElementType.FLOAT16;
          case BF16 -> ElementType.BFLOAT16;
        };
  }

  /**
   * Writes an archive.
   *
   * @param calibration to add, for int8
   * @param archive appears when it is whole, or not at all
   * @return {@code sha256:} and the archive's SHA-256 in hex
   * @throws InvalidModelException when a weight does not fit the precision or the checkpoint is
   *     damaged
   * @throws UncheckedIOException when a file cannot be read or written
   */
  static String write(
      DetectorWeights weights,
      Precision precision,
      Optional<Calibration> calibration,
      Path archive) {
    Path part = archive.resolveSibling(archive.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try {
        String digest = new DetectorArchive(weights, precision, calibration).writeTo(part);
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        return digest;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("archive %s cannot be written".formatted(archive), e);
    }
  }

  private String writeTo(Path file) throws IOException {
    MessageDigest sha256 = Digests.sha256();
    try (ZipOutputStream zip =
        new ZipOutputStream(
            new DigestOutputStream(
                new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)),
                sha256))) {
      for (Map.Entry<String, byte[]> entry : weights.skeleton().entries().entrySet()) {
        boolean tree = entry.getKey().equals(TREE);
        put(zip, entry.getKey(), tree ? adapted(entry.getValue()) : entry.getValue());
      }
      for (Layer layer : weights.skeleton().recipe().layers()) {
        LayerWeights numbers = weights.read(layer);
        put(zip, ROOT + "data/" + layer.weightKey(), encoded(layer.weight(), numbers.weight()));
        put(zip, ROOT + "data/" + layer.biasKey(), encoded(layer.bias(), numbers.bias()));
      }
      if (calibration.isPresent()) {
        put(zip, Calibration.ENTRY, calibration.get().json());
      }
    }
    return Digests.text(sha256);
  }

  /** The tree of modules with the class count and the storages' format filled in. */
  private byte[] adapted(byte[] tree) {
    ByteBuffer numbers = ByteBuffer.wrap(tree.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (ClassCount count : weights.skeleton().recipe().classes()) {
      numbers.putInt(count.offset(), count.times() * weights.classes());
    }
    byte[] adapted = numbers.array();
    int at = weights.skeleton().recipe().format();
    int end = at + ElementType.FLOAT32.torchStorage().length();
    byte[] name = format.torchStorage().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(adapted.length - (end - at) + name.length)
        .put(adapted, 0, at)
        .put(name)
        .put(adapted, end, adapted.length - end)
        .array();
  }

  private byte[] encoded(String tensor, float[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      if (!(Math.abs(number) <= format.largest())) {
        throw new InvalidModelException(
            "tensor %s has an element %s with its batch norm folded in: expected at most %s, the largest of the archive's format; import it with another precision"
                .formatted(tensor, number, format.largest()));
      }
    }
    format.put(numbers, bytes);
    return bytes.array();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_DATE);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
