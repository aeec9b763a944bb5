package dev.skipstream.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.registry.importer.TorchScriptTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Loads a TorchScript file for the first time in a JVM of its own, with limits of memory and time.
 * The file is a program: it could compute for ever, take all memory, or end its process.
 *
 * <p>Threading: any thread. {@link #framesPerCall} blocks until the process has ended, at most the
 * limit of time.
 *
 * @param time limit; a detector takes seconds
 * @param addressSpace limit in bytes, beside four times the size of the file. The JVM and libtorch
 *     need about three gigabytes of it
 */
public record TorchScriptTrialProcess(Duration time, long addressSpace)
    implements TorchScriptTrial {
  /** Two minutes and ten gigabytes. */
  public static final TorchScriptTrialProcess DEFAULT =
      new TorchScriptTrialProcess(Duration.ofMinutes(2), 10L << 30);

  /** Weights are read, converted and held once more by libtorch. */
  private static final int COPIES = 4;

  @Override
  public int framesPerCall(ModelVersion version, Path file) {
    Path output = file.resolveSibling("trial.txt");
    Path log = file.resolveSibling("trial.log");
    Process process = start(version, file, output, log);
    try {
      if (!process.waitFor(time.toSeconds(), TimeUnit.SECONDS)) {
        throw new InvalidModelException(
            "it gives no result for one frame within %d s: expected a detector that takes a few seconds at most"
                .formatted(time.toSeconds()));
      }
      String answer = Files.readString(output, UTF_8);
      Optional<String> frames = after(answer, TorchScriptTrialMain.FRAMES);
      if (frames.isPresent()) {
        return Integer.parseInt(frames.get());
      }
      throw new InvalidModelException(
          after(answer, TorchScriptTrialMain.FAILED)
              .orElseGet(
                  () ->
                      "it ends the process that tries it, with exit status %d (limit of memory: %d MiB)"
                          .formatted(process.exitValue(), limit(file) >> 20)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidModelException("its trial was interrupted", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the trial of a TorchScript file left no output", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<String> after(String answer, String prefix) {
    return answer
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst();
  }

  private long limit(Path file) {
    return addressSpace + COPIES * file.toFile().length();
  }

  private Process start(ModelVersion version, Path file, Path output, Path log) {
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            "ulimit -v \"$0\" && exec \"$@\"",
            Long.toString(limit(file) >> 10),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + file.resolveSibling("crash.log"),
            "-Duser.home=" + System.getProperty("user.home"),
            "-cp",
            System.getProperty("java.class.path"),
            TorchScriptTrialMain.class.getName(),
            file.toString(),
            version.manifest().architecture(),
            Integer.toString(version.manifest().labels().size()),
            Integer.toString(((TorchScriptSettings) version.manifest().settings()).inputSize()));
    try {
      return new ProcessBuilder(command)
          .redirectOutput(output.toFile())
          .redirectError(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the process that tries a TorchScript file cannot start", e);
    }
  }
}
