package dev.skipstream.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the native libraries, and prints the files that the process has mapped then. */
final class LoadingMain {
  private LoadingMain() {}

  public static void main(String[] args) throws IOException {
    NativeLibraries.load();
    Files.readAllLines(Path.of("/proc/self/maps")).forEach(System.out::println);
  }
}
