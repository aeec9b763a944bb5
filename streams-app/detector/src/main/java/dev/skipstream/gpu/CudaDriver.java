package dev.skipstream.gpu;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.Optional;

/** The functions of CUDA's driver API that describe devices. Each returns 0 on success. */
interface CudaDriver extends Library {
  int SUCCESS = 0;
  int STUB_LIBRARY = 34;
  int NO_DEVICE = 100;
  int CAPABILITY_MAJOR = 75;
  int CAPABILITY_MINOR = 76;

  /** Loads the library, which comes with the driver. */
  static Optional<CudaDriver> load() {
    try {
      return Optional.of(
          Native.load(Platform.isWindows() ? "nvcuda" : "libcuda.so.1", CudaDriver.class));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  int cuInit(int flags);

  int cuDriverGetVersion(IntByReference version);

  int cuDeviceGetCount(IntByReference count);

  int cuDeviceGet(IntByReference device, int ordinal);

  int cuDeviceGetName(byte[] name, int length, int device);

  int cuDeviceTotalMem_v2(LongByReference bytes, int device);

  int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

  int cuDeviceGetPCIBusId(byte[] address, int length, int device);
}
