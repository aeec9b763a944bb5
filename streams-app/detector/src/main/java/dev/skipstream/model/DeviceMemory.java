package dev.skipstream.model;

import java.util.OptionalLong;

/** The free memory of devices. */
public interface DeviceMemory {

  /**
   * Returns the memory that is free now.
   *
   * @param device the device's name, such as {@code gpu:0}
   * @return bytes; empty for a device that has no memory of its own, or does not report it
   */
  OptionalLong freeBytes(String device);

  /** Gives back to a device what is kept for later. */
  default void trim(String device) {}
}
