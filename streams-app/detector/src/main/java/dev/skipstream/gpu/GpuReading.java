package dev.skipstream.gpu;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The state of a GPU at a moment, of all processes together. A value that the driver does not
 * report is empty.
 *
 * @param usedBytes memory in use
 * @param utilization the share of the last second in which a kernel ran, 0 to 1
 * @param celsius the temperature of the chip
 */
public record GpuReading(OptionalLong usedBytes, OptionalDouble utilization, OptionalInt celsius) {}
