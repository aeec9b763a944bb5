package dev.skipstream.model;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;

/** The memory of CUDA devices, used by any process, as CUDA reports it. */
public final class GpuMemory implements DeviceMemory {
  private static final String GPU = "gpu:";

  @Override
  public OptionalLong freeBytes(String device) {
    if (!device.startsWith(GPU)) {
      return OptionalLong.empty();
    }
    MemoryUsage usage =
        CudaUtils.getGpuMemory(Device.gpu(Integer.parseInt(device.substring(GPU.length()))));
    return OptionalLong.of(usage.getMax() - usage.getUsed());
  }

  /** PyTorch keeps what arrays had that are gone, those of an unloaded version too. */
  @Override
  public void trim(String device) {
    if (device.startsWith(GPU)) {
      JniUtils.emptyCudaCache();
    }
  }
}
