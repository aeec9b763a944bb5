package dev.skipstream.source;

import java.io.IOException;

/**
 * A source that cannot be opened or read on. The message names it and states the expected value.
 */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SourceException(String message) {
    super(message);
  }

  public SourceException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
