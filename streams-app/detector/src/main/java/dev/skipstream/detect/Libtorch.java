package dev.skipstream.detect;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.LibUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PyTorch's native library, as this process has loaded it.
 *
 * @param version of the library, such as {@code 2.7.1}
 * @param build {@code cpu}, or its version of CUDA, such as {@code cu124}
 * @param folder of its files
 */
public record Libtorch(String version, String build, Path folder) {
  private static final String CPU = "cpu";

  /** A build for CUDA whose version is unknown: it is the user's own, and the user has not said. */
  private static final String CUDA = "cuda";

  private static final Pattern CUDA_BUILD = Pattern.compile("\\bcu[0-9]{3}\\b");

  /**
   * Loads the library.
   *
   * @throws DetectorException when it does not load
   */
  public static Libtorch load() {
    String version;
    try {
      version = Engine.getEngine("PyTorch").getVersion();
    } catch (EngineException | LinkageError e) {
      throw new DetectorException(
          "PyTorch's native library does not load: %s".formatted(root(e).getMessage()), e);
    }
    Path folder = Path.of(LibUtils.getLibtorchPath());
    Optional<String> named = Optional.ofNullable(System.getenv("PYTORCH_FLAVOR"));
    return new Libtorch(version, build(folder, named), folder);
  }

  /**
   * Returns the build of a library.
   *
   * @param named the build that the environment names, where the library is the user's own
   */
  static String build(Path folder, Optional<String> named) {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.noneMatch(file -> file.getFileName().toString().contains("torch_cuda"))) {
        return CPU;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Stream.concat(named.stream(), Stream.of(folder.toString()))
        .map(CUDA_BUILD::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst()
        .orElse(CUDA);
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Returns true if it can compute on a GPU. */
  public boolean isCuda() {
    return !build.equals(CPU);
  }
}
