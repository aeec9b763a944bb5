package dev.skipstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The memory of this process that is in RAM, native memory included; Linux tells it. */
final class ResidentSize {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentSize() {}

  /** MiB now, or empty on another system. */
  static OptionalDouble mebibytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return OptionalDouble.empty();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst();
    }
  }
}
