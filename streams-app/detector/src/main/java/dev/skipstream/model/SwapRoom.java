package dev.skipstream.model;

import dev.skipstream.detect.DeviceModels;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The check if devices have memory for a version beside those that serve. The estimate for a
 * version is the mean memory of the initial models after warm-up: their weights, and the feature
 * maps of the largest batch. The size of an archive contains the weights alone, which are the
 * smaller part. Memory that other programs use counts as used by the models, so that the estimate
 * is rather too high.
 *
 * <p>Threading: the main thread creates it before it loads models; then it is for one thread at a
 * time.
 */
public final class SwapRoom {
  private final DeviceMemory memory;
  private final Map<String, Long> freeAtFirst = new HashMap<>();
  private final Map<String, Long> needed = new HashMap<>();

  /**
   * Measures the free memory before models are loaded.
   *
   * @param devices their names
   */
  public SwapRoom(DeviceMemory memory, Collection<String> devices) {
    this.memory = memory;
    devices.forEach(
        device -> memory.freeBytes(device).ifPresent(free -> freeAtFirst.put(device, free)));
  }

  /** Returns a check that always passes. */
  public static SwapRoom ample() {
    return new SwapRoom(device -> OptionalLong.empty(), List.of());
  }

  /** Measures the memory of the initial models, which are warm. */
  void measure(List<DeviceModels> devices) {
    for (DeviceModels device : devices) {
      OptionalLong free = memory.freeBytes(device.name());
      if (free.isPresent() && freeAtFirst.containsKey(device.name())) {
        long taken = freeAtFirst.get(device.name()) - free.getAsLong();
        needed.put(device.name(), taken / device.all().size());
      }
    }
  }

  /**
   * Checks that every device has memory for one more version.
   *
   * @param uri of the version
   * @throws NoRoomException with the name of a device that has too little memory
   */
  void require(String uri) {
    needed.forEach(
        (device, bytes) -> {
          memory.trim(device);
          OptionalLong free = memory.freeBytes(device);
          if (free.isPresent() && free.getAsLong() < bytes) {
            throw new NoRoomException(
                "%s has no room for %s beside the version that serves: %d MB are free, and a version took %d MB at the start; --swap pause lets the old one go first"
                    .formatted(device, uri, megabytes(free.getAsLong()), megabytes(bytes)));
          }
        });
  }

  private static long megabytes(long bytes) {
    return bytes / 1_000_000;
  }
}
