package dev.skipstream.camera;

import dev.skipstream.schemas.event.CameraView;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A reader process of one connection, seen from the publisher.
 *
 * <p>Threading: one thread reads; any thread adds room or kills. {@link #read} blocks until the
 * reader sends a message or ends; {@link #kill} ends it.
 */
final class ReaderProcess implements AutoCloseable {
  /** Libraries that a reader needs beside our own classes. */
  private static final List<String> LIBRARIES = List.of("javacpp", "ffmpeg", "opencv", "openblas");

  /**
   * Variables that a reader inherits. All others stay out of it, since the password of a camera may
   * be in a variable of any name.
   */
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SystemRoot", "TEMP");

  private final Process process;
  private final DataInputStream messages;
  private final OutputStream commands;

  private ReaderProcess(Process process) {
    this.process = process;
    this.messages = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.commands = process.getOutputStream();
  }

  /** Starts a process and gives it its task. */
  static ReaderProcess start(ReaderTask task) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command());
    // A crash of native code or FFmpeg itself could write the URL with its password.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("OPENBLAS_NUM_THREADS", "1");
    ReaderProcess reader = new ReaderProcess(builder.start());
    try {
      task.write(new DataOutputStream(reader.commands));
    } catch (IOException e) {
      reader.close();
      throw e;
    }
    return reader;
  }

  private static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms8m",
        "-Xmx96m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:-UsePerfData",
        "-XX:+SuppressFatalErrorMessage",
        "-XX:-CreateCoredumpOnCrash",
        // Pictures are outside the heap; the default bound is a multiple of the heap.
        "-Dorg.bytedeco.javacpp.maxBytes=0",
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "-cp",
        classPath(),
        ReaderMain.class.getName());
  }

  /** Returns our classes and the libraries of a reader, of all that this JVM has. */
  private static String classPath() {
    Stream<String> libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    LIBRARIES.stream().anyMatch(Path.of(entry).toFile().getName()::startsWith));
    return Stream.concat(Stream.of(placeOf(ReaderMain.class), placeOf(CameraView.class)), libraries)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of our own classes is no path", e);
    }
  }

  /**
   * Returns the next message.
   *
   * @throws IOException when the reader has ended
   */
  ReaderMessage read() throws IOException {
    return ReaderMessage.read(messages);
  }

  /** Lets the reader send one more frame; does nothing after its end. */
  void addRoom() {
    try {
      commands.write(1);
      commands.flush();
    } catch (IOException e) {
      // It has ended, and its end is read as a message.
    }
  }

  /** Ends the process at once. The thread that reads sees the end. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends the reader's input, as the end of the publisher does; for tests. */
  void endInput() throws IOException {
    commands.close();
  }

  /** Returns the process, for tests. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process, waits until the system has removed it, and releases its descriptors. */
  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    closeQuietly(commands);
    closeQuietly(messages);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(java.io.Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The process has ended: nothing is lost.
    }
  }
}
