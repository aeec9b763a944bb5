package dev.skipstream.gpu;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** The functions of NVIDIA's management library that read a GPU. Each returns 0 on success. */
interface Nvml extends Library {
  int SUCCESS = 0;

  /** Loads and opens the library. A container may have the driver without it. */
  static Optional<Nvml> load() {
    try {
      Nvml nvml = Native.load(Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1", Nvml.class);
      return nvml.nvmlInit_v2() == SUCCESS ? Optional.of(nvml) : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  int nvmlInit_v2();

  int nvmlSystemGetDriverVersion(byte[] version, int length);

  int nvmlDeviceGetHandleByPciBusId_v2(String address, PointerByReference device);

  /** Writes the total, the free and the used bytes. */
  int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory);

  /** Writes the busy share of the processors and of the memory, in percent. */
  int nvmlDeviceGetUtilizationRates(Pointer device, int[] rates);

  /** Writes degrees Celsius; the sensor 0 is that of the chip. */
  int nvmlDeviceGetTemperature(Pointer device, int sensor, IntByReference celsius);
}
