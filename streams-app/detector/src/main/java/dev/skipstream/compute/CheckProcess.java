package dev.skipstream.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.detect.Machine;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs the layers of a network in a JVM of its own, which a wrong kernel may end. A format in which
 * the process ends is failed; the others are run again without it.
 *
 * <p>Threading: {@link #run} blocks until the process has ended, at most {@link #LIMIT} for each
 * format.
 */
final class CheckProcess {
  /** A few seconds on an idle machine. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  /** The exit statuses that say nothing of a format: an exception, SIGINT, SIGKILL and SIGTERM. */
  private static final List<Integer> NO_CRASH = List.of(LayerCheckMain.UNFIT, 130, 137, 143);

  private final Path program;
  private final Path folder;
  private final Machine machine;

  /**
   * Describes the process.
   *
   * @param program the TorchScript program that runs a layer
   * @param folder gets the log of the process
   */
  CheckProcess(Path program, Path folder, Machine machine) {
    this.program = program;
    this.folder = folder;
    this.machine = machine;
  }

  /**
   * Runs layers in formats.
   *
   * @return the result of each format
   * @throws CheckUnavailableException when no process could check anything
   */
  Map<ComputeFormat, FormatResult> run(
      List<CheckedLayer> layers, Collection<ComputeFormat> formats) {
    Map<ComputeFormat, FormatResult> results = new EnumMap<>(ComputeFormat.class);
    List<ComputeFormat> left = new ArrayList<>(formats);
    while (!left.isEmpty()) {
      LayerResults one = new LayerResults(layers);
      Optional<String> end = attempt(layers, left, one);
      if (end.isEmpty()) {
        left.forEach(format -> results.put(format, one.of(format)));
        return results;
      }
      ComputeFormat format = one.underWay().orElseThrow(() -> unavailable(end.get(), null));
      results.put(format, FormatResult.failed(one.layerUnderWay() + " " + end.get()));
      left.remove(format);
    }
    return results;
  }

  /** Returns how the process ended before its end, if it did. */
  private Optional<String> attempt(
      List<CheckedLayer> layers, List<ComputeFormat> formats, LayerResults results) {
    Process process = launch(formats);
    FutureTask<Boolean> exchange = new FutureTask<>(() -> exchange(process, layers, results));
    Thread thread = new Thread(exchange, "compute-check");
    thread.setDaemon(true);
    thread.start();
    try {
      boolean complete =
          exchange.get(LIMIT.multipliedBy(formats.size()).toSeconds(), TimeUnit.SECONDS);
      int status = process.waitFor();
      if (complete) {
        return Optional.empty();
      }
      if (NO_CRASH.contains(status)) {
        throw unavailable("ended with exit status %d: %s".formatted(status, lastLine()), null);
      }
      return Optional.of("ends the process with exit status %d".formatted(status));
    } catch (TimeoutException | ExecutionException e) {
      throw unavailable("gave no result: %s".formatted(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean exchange(Process process, List<CheckedLayer> layers, LayerResults results)
      throws IOException {
    // So few bytes fit the pipe, before the process reads any.
    try (PrintWriter out = new PrintWriter(process.getOutputStream(), false, UTF_8)) {
      layers.forEach(layer -> out.println(LayerResults.line(layer.shape())));
    }
    try (BufferedReader in = process.inputReader(UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(LayerCheckMain.END)) {
          return true;
        }
        results.read(line);
      }
    }
    return false;
  }

  private Process launch(List<ComputeFormat> formats) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Duser.home=" + System.getProperty("user.home"),
                "-cp",
                System.getProperty("java.class.path"),
                LayerCheckMain.class.getName(),
                program.toString(),
                Integer.toString(machine.threads())));
    formats.forEach(format -> command.add(argument(format)));
    try {
      Files.createDirectories(folder);
      return new ProcessBuilder(command).redirectError(log().toFile()).start();
    } catch (IOException e) {
      throw unavailable("cannot be started: %s".formatted(e), e);
    }
  }

  /** Returns the format, and its name in the program. */
  private String argument(ComputeFormat format) {
    boolean reduced = format == ComputeFormat.INT8 && machine.activationBits() == 7;
    return format + "=" + (reduced ? "int7" : format.toString());
  }

  private CheckUnavailableException unavailable(String how, Exception cause) {
    return new CheckUnavailableException(
        "the process that checks the number formats %s; its log is %s".formatted(how, log()),
        cause);
  }

  private Path log() {
    return folder.resolve("check.log");
  }

  private String lastLine() {
    try (Stream<String> lines = Files.lines(log(), UTF_8)) {
      return lines.filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("its log is empty");
    } catch (IOException e) {
      return "its log cannot be read";
    }
  }
}
