package dev.skipstream.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the nice values of threads, as Linux reports them in proc(5). */
public final class NiceValue {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final int NICE_FIELD = 19;

  private NiceValue() {}

  /** The calling thread's. */
  public static int ofThisThread() {
    return of(Path.of("/proc/thread-self")).orElseThrow();
  }

  /** All threads', those that the JVM does not know included, by their number. */
  public static Map<String, Integer> ofAllThreads() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      Map<String, Integer> values = new HashMap<>();
      tasks.forEach(
          task -> of(task).ifPresent(value -> values.put(task.getFileName().toString(), value)));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing of a thread that has ended. */
  private static Optional<Integer> of(Path task) {
    try {
      String stat = Files.readString(task.resolve("stat"));
      // The second field, the thread's name in brackets, may have blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(Integer.valueOf(fields[NICE_FIELD - 3]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
