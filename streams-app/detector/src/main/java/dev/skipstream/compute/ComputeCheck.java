package dev.skipstream.compute;

import dev.skipstream.detect.LayerShape;
import dev.skipstream.detect.Machine;
import dev.skipstream.registry.Digests;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the number formats on this machine: runs each distinct layer of a network in each format,
 * in a process of its own, and compares it with a plain reference. Measures the time of each format
 * in the same run. Keeps the results in a folder, so that each network is checked once on a
 * machine.
 *
 * <p>Threading: any thread; {@link #of} blocks while it checks.
 */
public final class ComputeCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ComputeCheck.class);
  private static final String PROGRAM = "check.pt";

  private final Path folder;
  private final Machine machine;
  private final Program program;
  private final KeptResults kept;

  /** Provides the TorchScript program that runs a layer. */
  @FunctionalInterface
  interface Program {
    InputStream open() throws IOException;
  }

  /**
   * Creates a check on this machine.
   *
   * @param folder gets the results, and the log of the process
   */
  public ComputeCheck(Path folder) {
    this(
        folder,
        Machine.here(),
        () -> Objects.requireNonNull(ComputeCheck.class.getResourceAsStream(PROGRAM)));
  }

  ComputeCheck(Path folder, Machine machine, Program program) {
    this.folder = folder;
    this.machine = machine;
    this.program = program;
    this.kept = new KeptResults(folder);
  }

  /** Returns the machine that is checked. */
  public Machine machine() {
    return machine;
  }

  /**
   * Returns the results of formats for the layers of a network. All of them are from one run: their
   * times can be compared.
   *
   * @param layers with the number of times that a frame passes them
   * @throws CheckUnavailableException when the process could not check anything
   */
  public Map<ComputeFormat, FormatResult> of(
      Map<LayerShape, Integer> layers, Collection<ComputeFormat> formats) {
    Map<String, String> subject = subject(layers);
    Map<ComputeFormat, FormatResult> results = kept.read(subject);
    if (!results.keySet().containsAll(formats)) {
      results = check(layers, formats);
      kept.write(subject, results);
    }
    results.keySet().retainAll(formats);
    return results;
  }

  private Map<ComputeFormat, FormatResult> check(
      Map<LayerShape, Integer> layers, Collection<ComputeFormat> formats) {
    long started = System.nanoTime();
    List<CheckedLayer> checked =
        layers.entrySet().stream()
            .map(layer -> CheckedLayer.of(layer.getKey(), layer.getValue()))
            .toList();
    Path unpacked = unpack();
    try {
      Map<ComputeFormat, FormatResult> results =
          new CheckProcess(unpacked, folder, machine).run(checked, formats);
      LOG.info(
          "checked {} layer shapes in {} ms: {}",
          checked.size(),
          (System.nanoTime() - started) / 1_000_000,
          text(results));
      return results;
    } finally {
      delete(unpacked);
    }
  }

  private Map<String, String> subject(Map<LayerShape, Integer> layers) {
    Map<String, String> subject = new TreeMap<>(machine.properties());
    // Another program may run other kernels: a result of an earlier release is none of this one.
    subject.put("program", programDigest());
    subject.put(
        "layers",
        layers.entrySet().stream()
            .map(layer -> LayerResults.line(layer.getKey()) + " x" + layer.getValue())
            .collect(Collectors.joining(", ")));
    return subject;
  }

  private String programDigest() {
    try (InputStream in = program.open()) {
      return HexFormat.of().formatHex(Digests.sha256().digest(in.readAllBytes()), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program of the check cannot be read", e);
    }
  }

  private static String text(Map<ComputeFormat, FormatResult> results) {
    return results.entrySet().stream()
        .map(
            one ->
                one.getValue()
                    .failure()
                    .map(why -> "%s fails".formatted(one.getKey()))
                    .orElse("%s %.0f ms a frame".formatted(one.getKey(), one.getValue().millis())))
        .collect(Collectors.joining(", "));
  }

  private Path unpack() {
    try (InputStream in = program.open()) {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "check", ".pt");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new CheckUnavailableException(
          "%s cannot be written, so the number formats cannot be checked: %s".formatted(folder, e),
          new UncheckedIOException(e));
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("{} stays", file, e);
    }
  }
}
