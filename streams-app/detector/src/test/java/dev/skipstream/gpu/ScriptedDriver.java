package dev.skipstream.gpu;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.List;

/**
 * CUDA's driver with the given GPUs.
 *
 * @param status of {@code cuInit}
 * @param addresses the PCI addresses of the GPUs, in CUDA's order
 */
record ScriptedDriver(int status, List<String> addresses) implements CudaDriver {
  static final long MEMORY = 80L << 30;

  /** The handle of a device is not its ordinal. */
  private static final int FIRST_HANDLE = 40;

  @Override
  public int cuInit(int flags) {
    return status;
  }

  @Override
  public int cuDriverGetVersion(IntByReference version) {
    version.setValue(12_080);
    return SUCCESS;
  }

  @Override
  public int cuDeviceGetCount(IntByReference count) {
    count.setValue(addresses.size());
    return SUCCESS;
  }

  @Override
  public int cuDeviceGet(IntByReference device, int ordinal) {
    device.setValue(FIRST_HANDLE + ordinal);
    return SUCCESS;
  }

  @Override
  public int cuDeviceGetName(byte[] name, int length, int device) {
    return write("Card " + (device - FIRST_HANDLE), name);
  }

  @Override
  public int cuDeviceTotalMem_v2(LongByReference bytes, int device) {
    bytes.setValue(MEMORY);
    return SUCCESS;
  }

  @Override
  public int cuDeviceGetAttribute(IntByReference value, int attribute, int device) {
    value.setValue(attribute == CAPABILITY_MAJOR ? 10 : 3);
    return SUCCESS;
  }

  @Override
  public int cuDeviceGetPCIBusId(byte[] address, int length, int device) {
    return write(addresses.get(device - FIRST_HANDLE), address);
  }

  static int write(String text, byte[] to) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, to, 0, bytes.length);
    return SUCCESS;
  }
}
