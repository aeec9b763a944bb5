package dev.skipstream.stream.internal.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Crashes of a process, as its journal shows them. */
public final class Crashes {
  private Crashes() {}

  /** Kills a process a given number of times, each time while it processes this record. */
  public static void at(Path folder, Position position, int times) throws IOException {
    for (int crash = 0; crash < times; crash++) {
      // Closing the journal, and not the suspects, is all that a crash does: what is noted stays.
      try (CrashJournal journal = CrashJournal.open(folder)) {
        Suspects.of(journal).begin(position);
      }
    }
  }
}
