package dev.skipstream.schemas.event;

import java.util.Locale;

/**
 * A number format in which a detector's convolutions and matrix products run. Boxes, scores and NMS
 * are computed in fp32 with each of them.
 */
public enum ComputeFormat {
  /** IEEE 754 single precision: the reference, which every machine and every model supports. */
  FP32,
  /** The upper half of fp32. */
  BF16,
  /** 8-bit integers with scales: per channel for weights, per tensor for activations. */
  INT8,
  /** IEEE 754 half precision, on GPUs only. */
  FP16;

  /** Returns the name in events, in manifests and on the command line, such as {@code int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
