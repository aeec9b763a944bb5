package dev.skipstream.tls;

/** A certificate or a key cannot be used; the message names the file and what to do. */
public final class TlsFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TlsFileException(String message) {
    super(message);
  }

  public TlsFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
