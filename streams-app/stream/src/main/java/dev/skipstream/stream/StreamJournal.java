package dev.skipstream.stream;

import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.telemetry.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of the journal of in-flight frames. */
public final class StreamJournal {
  private StreamJournal() {}

  /**
   * Reserves the disk space of the journal of {@link ImageTools#journalFolder}: a full disk fails
   * before a program waits for a broker.
   *
   * @throws JournalException when there is no space, or the folder cannot be written to
   */
  public static void reserve(Path folder) {
    try {
      CrashJournal.reserve(folder);
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }

  /** Opens the journal in a folder; without a folder the journal keeps nothing. */
  static CrashJournal open(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return CrashJournal.forgetful();
    }
    try {
      return CrashJournal.open(folder.get());
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }
}
