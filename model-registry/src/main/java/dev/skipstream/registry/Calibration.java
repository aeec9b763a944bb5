package dev.skipstream.registry;

import dev.skipstream.registry.internal.RegistryJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The ranges of a detector's activations, with which it computes in int8. They are an entry of its
 * archive ({@link #ENTRY}), so that the archive's digest covers them.
 *
 * @param method that chose the ranges, such as {@code mse}
 * @param frames on which the activations were observed
 * @param eightBits range by the name of an activation, for 256 steps
 * @param sevenBits range by the name of an activation, for 128 steps: for kernels that add two
 *     products in 16 bits, which 8 bits would saturate
 */
public record Calibration(
    String method,
    int frames,
    SortedMap<String, Range> eightBits,
    SortedMap<String, Range> sevenBits) {
  /** The entry of an archive that has the calibration as JSON. PyTorch ignores it. */
  public static final String ENTRY = "detector/extra/calibration.json";

  /**
   * The smallest and the largest value that an activation keeps; others become one of the two.
   *
   * @param low at most 0
   * @param high at least 0, and more than {@code low}
   */
  public record Range(double low, double high) {
    public Range {
      if (!(low <= 0 && high >= 0 && low < high && Double.isFinite(high - low))) {
        throw new InvalidModelException(
            "range of an activation is %s to %s: expected finite numbers, 0 between them"
                .formatted(low, high));
      }
    }

    /** Returns the difference between two steps. */
    public double scale(int bits) {
      return (high - low) / ((1 << bits) - 1);
    }

    /** Returns the step that is 0. */
    public long zeroPoint(int bits) {
      return Math.round(-low / scale(bits));
    }
  }

  public Calibration {
    if (eightBits.isEmpty() || !eightBits.keySet().equals(sevenBits.keySet())) {
      throw new InvalidModelException(
          "calibration has ranges of 8 bits for %s, of 7 bits for %s: expected the same activations"
              .formatted(eightBits.keySet(), sevenBits.keySet()));
    }
    eightBits = Collections.unmodifiableSortedMap(new TreeMap<>(eightBits));
    sevenBits = Collections.unmodifiableSortedMap(new TreeMap<>(sevenBits));
  }

  /** Returns the ranges for 7 or 8 bits. */
  public Map<String, Range> ranges(int bits) {
    return bits == 7 ? sevenBits : eightBits;
  }

  /** Returns the calibration as JSON, for {@link #ENTRY}. */
  public byte[] json() {
    return RegistryJson.write(this).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a calibration.
   *
   * @param json as {@link #json} writes it
   */
  public static Calibration of(byte[] json) {
    return RegistryJson.read(new String(json, StandardCharsets.UTF_8), Calibration.class);
  }

  /**
   * Reads the calibration of an archive.
   *
   * @return empty if the archive was not calibrated
   * @throws UncheckedIOException when the archive cannot be read
   */
  public static Optional<Calibration> read(Path archive) {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      return entry == null
          ? Optional.empty()
          : Optional.of(of(zip.getInputStream(entry).readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("archive %s cannot be read".formatted(archive), e);
    }
  }
}
