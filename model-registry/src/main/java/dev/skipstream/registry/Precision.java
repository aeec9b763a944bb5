package dev.skipstream.registry;

import java.util.Locale;

/** The number format of an archive's weights. */
public enum Precision {
  FP32(4),
  FP16(2),
  BF16(2);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes a weight takes. */
  public int bytes() {
    return bytes;
  }

  /** {@code fp32}, {@code fp16} or {@code bf16}, as on the command line and in manifests. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
