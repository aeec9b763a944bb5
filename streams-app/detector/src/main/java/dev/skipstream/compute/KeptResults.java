package dev.skipstream.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.registry.Digests;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results of checks on this machine, each in a file. The name of a file is a function of all
 * that its results depend on, and the file has it as text.
 *
 * <p>Threading: any thread. Two processes that write one file write it whole, one after the other.
 */
final class KeptResults {
  private static final Logger LOG = LoggerFactory.getLogger(KeptResults.class);
  private static final String MILLIS = ".millis";
  private static final String FAILURE = ".failure";

  private final Path folder;

  KeptResults(Path folder) {
    this.folder = folder;
  }

  /** Returns the results of the formats that were checked. */
  Map<ComputeFormat, FormatResult> read(Map<String, String> subject) {
    Map<ComputeFormat, FormatResult> results = new EnumMap<>(ComputeFormat.class);
    Path file = file(subject);
    if (!Files.exists(file)) {
      return results;
    }
    Properties kept = new Properties();
    try (Reader in = Files.newBufferedReader(file, UTF_8)) {
      kept.load(in);
      for (ComputeFormat format : ComputeFormat.values()) {
        Optional<String> failure = Optional.ofNullable(kept.getProperty(format + FAILURE));
        String millis = kept.getProperty(format + MILLIS);
        if (millis != null) {
          results.put(format, new FormatResult(Double.parseDouble(millis), failure));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "{} cannot be read, so the number formats are checked again: {}", file, e.toString());
      results.clear();
    }
    return results;
  }

  /**
   * Replaces the results. The caller does not depend on it: without a file, the next start checks.
   */
  void write(Map<String, String> subject, Map<ComputeFormat, FormatResult> results) {
    Properties kept = new Properties();
    kept.putAll(subject);
    results.forEach(
        (format, result) -> {
          kept.setProperty(format + MILLIS, String.format(Locale.ROOT, "%.3f", result.millis()));
          result.failure().ifPresent(why -> kept.setProperty(format + FAILURE, why));
        });
    Path file = file(subject);
    try {
      Files.createDirectories(folder);
      Path whole = Files.createTempFile(folder, "check", ".tmp");
      try (Writer out = Files.newBufferedWriter(whole, UTF_8)) {
        kept.store(out, "Delete this file to check the number formats again.");
      }
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written, so the next start checks again: {}", file, e.toString());
    }
  }

  Path file(Map<String, String> subject) {
    byte[] digest = Digests.sha256().digest(subject.toString().getBytes(UTF_8));
    return folder.resolve(HexFormat.of().formatHex(digest, 0, 8) + ".properties");
  }
}
