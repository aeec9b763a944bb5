package dev.skipstream.stream;

/** A native library does not load. */
public final class NativeLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NativeLibraryException(Throwable cause) {
    super(
        "a native library does not load (%s): the process needs free file descriptors (ulimit -n), free memory, and a writable folder for the libraries"
            .formatted(cause),
        cause);
  }
}
