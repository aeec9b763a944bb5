package dev.skipstream.telemetry;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Thrown when the journal cannot record the in-flight frames. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Wraps the failure of a journal, and adds the remedy. */
  public static JournalException of(IOException e) {
    return new JournalException(
        "the journal of frames in flight cannot be kept: %s; make the folder writable, free space on its disk, or name another folder with --state"
            .formatted(e instanceof FileSystemException ? e.toString() : e.getMessage()),
        e);
  }
}
