package dev.skipstream.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Detects in one frame in a JVM of its own, for each device and number format. A wrong kernel may
 * end that JVM, and the others are tried all the same.
 *
 * <p>Threading: for one thread. {@link #run} blocks until the process has ended, at most {@link
 * #LIMIT}.
 */
final class TrialProcess {
  /** Seconds on an idle machine; a GPU loads gigabytes of kernels first. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  /** Reads and writes the manifest, for both processes. */
  static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module()).build();

  private final Path folder;
  private final Path archive;

  /** The main class of the process; tests have their own. */
  private final Class<?> program;

  /**
   * Writes the files that the process reads.
   *
   * @param folder for files; the caller deletes it
   * @param archive the verified bytes of the model
   * @param image an encoded image
   */
  TrialProcess(Path folder, ModelManifest manifest, Path archive, byte[] image) throws IOException {
    this(folder, manifest, archive, image, TrialMain.class);
  }

  TrialProcess(Path folder, ModelManifest manifest, Path archive, byte[] image, Class<?> program)
      throws IOException {
    this.folder = folder;
    this.archive = archive;
    this.program = program;
    JSON.writeValue(manifest().toFile(), manifest);
    Files.write(image(), image);
  }

  private Path manifest() {
    return folder.resolve("manifest.json");
  }

  private Path image() {
    return folder.resolve("image");
  }

  /**
   * Tries a format.
   *
   * @param device the name that {@code --device} uses
   * @throws TrialFailedException when the format cannot be used; the message has the reason
   */
  TrialResult run(String device, ComputeFormat format) throws TrialFailedException {
    Path output = folder.resolve("output");
    Process process = start(device, format, output.toFile());
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new TrialFailedException(
            "a detection has no result after %d s".formatted(LIMIT.toSeconds()));
      }
      return result(Files.readString(output, UTF_8), process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrialFailedException("the detection was interrupted");
    } catch (IOException e) {
      throw new TrialFailedException("the detection left no output: " + e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static TrialResult result(String output, int status) throws TrialFailedException {
    Optional<String> measured = last(output, TrialMain.MEASURED);
    if (measured.isPresent()) {
      return TrialResult.read(measured.get());
    }
    throw new TrialFailedException(
        last(output, TrialMain.FAILED)
            .orElse("a detection ends the process with exit status " + status));
  }

  private static Optional<String> last(String output, String prefix) {
    return output
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .reduce((a, b) -> b);
  }

  private Process start(String device, ComputeFormat format, File output)
      throws TrialFailedException {
    try {
      return new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-XX:+UseSerialGC",
                  "-XX:-CreateCoredumpOnCrash",
                  "-XX:ErrorFile=" + folder.resolve("crash.log"),
                  "-Duser.home=" + System.getProperty("user.home"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  program.getName(),
                  manifest().toString(),
                  archive.toString(),
                  image().toString(),
                  device,
                  format.toString()))
          .redirectOutput(output)
          .redirectError(folder.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new TrialFailedException("the process of a detection cannot be started: " + e);
    }
  }
}
