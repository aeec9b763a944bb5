package dev.skipstream.gpu;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;

/**
 * NVIDIA's management library, with one reading for each GPU in the order of the bus.
 *
 * @param addresses the PCI addresses of the GPUs, in the order of the bus
 */
record ScriptedNvml(List<String> addresses) implements Nvml {
  private static final int NOT_SUPPORTED = 3;
  private static final int NOT_FOUND = 6;

  @Override
  public int nvmlInit_v2() {
    return SUCCESS;
  }

  @Override
  public int nvmlSystemGetDriverVersion(byte[] version, int length) {
    return ScriptedDriver.write("570.86.15", version);
  }

  @Override
  public int nvmlDeviceGetHandleByPciBusId_v2(String address, PointerByReference device) {
    int index = addresses.indexOf(address);
    if (index < 0) {
      return NOT_FOUND;
    }
    device.setValue(new Pointer(index + 1L));
    return SUCCESS;
  }

  @Override
  public int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory) {
    memory[2] = Pointer.nativeValue(device) * 1000;
    return SUCCESS;
  }

  @Override
  public int nvmlDeviceGetUtilizationRates(Pointer device, int[] rates) {
    return NOT_SUPPORTED;
  }

  @Override
  public int nvmlDeviceGetTemperature(Pointer device, int sensor, IntByReference celsius) {
    celsius.setValue(60);
    return SUCCESS;
  }
}
