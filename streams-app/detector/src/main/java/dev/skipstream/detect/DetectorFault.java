package dev.skipstream.detect;

import java.util.List;
import java.util.Locale;

/** The cause of a failed batch: its frames, the device's memory, or the device. */
public enum DetectorFault {
  /** The model failed on this input. */
  FRAME,
  /** The batch does not fit the memory; a smaller one may. */
  OUT_OF_MEMORY,
  /** The device or its driver is broken, and stays so for this process. */
  DEVICE;

  /** The words of PyTorch's message, which has no error code. */
  private static final List<String> MEMORY_WORDS =
      List.of("out of memory", "can't allocate memory", "cannot allocate memory");

  private static final List<String> DEVICE_WORDS =
      List.of(
          "cuda error",
          "cudnn error",
          "cublas error",
          "device-side assert",
          "nvml",
          "device is lost",
          "no cuda-capable device");

  /** Tells what {@code failure} of a batch means, by its messages and those of its causes. */
  public static DetectorFault of(Throwable failure) {
    DetectorFault fault = FRAME;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkageError) {
        return DEVICE;
      }
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      // "CUDA error: out of memory" is a matter of memory.
      if (cause instanceof OutOfMemoryError || MEMORY_WORDS.stream().anyMatch(message::contains)) {
        return OUT_OF_MEMORY;
      }
      if (DEVICE_WORDS.stream().anyMatch(message::contains)) {
        fault = DEVICE;
      }
    }
    return fault;
  }
}
