package dev.skipstream.model;

import java.util.OptionalLong;

/** How much memory devices have left. */
public interface DeviceMemory {

  /**
   * What is free now.
   *
   * @param device by its name, such as {@code gpu:0}
   * @return bytes; nothing of a device that has no memory of its own, or does not tell
   */
  OptionalLong freeBytes(String device);

  /** Gives back to a device what is kept for later. */
  default void trim(String device) {}
}
