package dev.skipstream.gpu;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The NVIDIA GPUs that this process may use, in CUDA's order. CUDA's driver lists them, and so
 * respects {@code CUDA_VISIBLE_DEVICES}; NVIDIA's management library reads their state. Needs
 * neither PyTorch nor a CUDA toolkit.
 *
 * <p>Threading: any thread. A call takes microseconds; {@link #here} takes up to seconds where the
 * driver is idle.
 */
public final class NvidiaGpus {
  /** The fault of a machine on which CUDA's driver is absent, or its library is a stub. */
  public static final String NO_DRIVER = "no NVIDIA driver";

  private static final int TEXT = 96;

  private final Optional<CudaDriver> driver;
  private final Optional<Nvml> nvml;
  private final Optional<String> fault;

  NvidiaGpus(Optional<CudaDriver> driver, Optional<Nvml> nvml) {
    this.driver = driver;
    this.nvml = nvml;
    this.fault = fault(driver);
  }

  /** Returns the GPUs of this machine. */
  public static NvidiaGpus here() {
    Optional<CudaDriver> driver = CudaDriver.load();
    return new NvidiaGpus(driver, driver.flatMap(present -> Nvml.load()));
  }

  private static Optional<String> fault(Optional<CudaDriver> driver) {
    if (driver.isEmpty()) {
      return Optional.of(NO_DRIVER);
    }
    int status = driver.get().cuInit(0);
    return switch (status) {
      case CudaDriver.SUCCESS -> Optional.empty();
      case CudaDriver.STUB_LIBRARY -> Optional.of(NO_DRIVER);
      case CudaDriver.NO_DEVICE -> Optional.of("the NVIDIA driver finds no GPU");
      default -> Optional.of("the NVIDIA driver fails with CUDA error " + status);
    };
  }

  /** Returns the reason for which no GPU can be used; empty where one can be used. */
  public Optional<String> fault() {
    return fault;
  }

  /** Returns the GPUs; none where there is a {@link #fault}. */
  public List<Gpu> gpus() {
    if (fault.isPresent()) {
      return List.of();
    }
    IntByReference count = new IntByReference();
    require(driver.get().cuDeviceGetCount(count));
    return IntStream.range(0, count.getValue()).mapToObj(this::gpu).toList();
  }

  /**
   * Returns a GPU.
   *
   * @param device the name that {@code --device} uses, such as {@code gpu:0}
   */
  public Optional<Gpu> find(String device) {
    return gpus().stream().filter(gpu -> gpu.device().equals(device)).findFirst();
  }

  private Gpu gpu(int ordinal) {
    CudaDriver cuda = driver.orElseThrow();
    IntByReference device = new IntByReference();
    require(cuda.cuDeviceGet(device, ordinal));
    byte[] name = new byte[TEXT];
    require(cuda.cuDeviceGetName(name, name.length, device.getValue()));
    LongByReference bytes = new LongByReference();
    require(cuda.cuDeviceTotalMem_v2(bytes, device.getValue()));
    byte[] address = new byte[TEXT];
    require(cuda.cuDeviceGetPCIBusId(address, address.length, device.getValue()));
    return new Gpu(
        "gpu:" + ordinal,
        Native.toString(name),
        bytes.getValue(),
        attribute(cuda, CudaDriver.CAPABILITY_MAJOR, device.getValue())
            + "."
            + attribute(cuda, CudaDriver.CAPABILITY_MINOR, device.getValue()),
        Native.toString(address));
  }

  private static int attribute(CudaDriver cuda, int attribute, int device) {
    IntByReference value = new IntByReference();
    require(cuda.cuDeviceGetAttribute(value, attribute, device));
    return value.getValue();
  }

  private static void require(int status) {
    if (status != CudaDriver.SUCCESS) {
      throw new IllegalStateException("the NVIDIA driver fails with CUDA error " + status);
    }
  }

  /** Returns the version of the driver, such as {@code 550.54.15}, where it is reported. */
  public Optional<String> driverVersion() {
    byte[] version = new byte[TEXT];
    return nvml.filter(
            library -> library.nvmlSystemGetDriverVersion(version, version.length) == Nvml.SUCCESS)
        .map(library -> Native.toString(version));
  }

  /** Returns the newest version of CUDA that the driver runs, such as {@code 12.4}. */
  public Optional<String> cudaVersion() {
    IntByReference version = new IntByReference();
    return driver
        .filter(cuda -> fault.isEmpty())
        .filter(cuda -> cuda.cuDriverGetVersion(version) == CudaDriver.SUCCESS)
        .map(cuda -> "%d.%d".formatted(version.getValue() / 1000, version.getValue() % 1000 / 10));
  }

  /** Reads the state of a GPU; empty where the management library does not report it. */
  public GpuReading read(Gpu gpu) {
    PointerByReference found = new PointerByReference();
    Optional<Nvml> library =
        nvml.filter(
            one -> one.nvmlDeviceGetHandleByPciBusId_v2(gpu.pciBus(), found) == Nvml.SUCCESS);
    if (library.isEmpty()) {
      return new GpuReading(OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty());
    }
    Nvml one = library.get();
    Pointer device = found.getValue();
    long[] memory = new long[3];
    int[] rates = new int[2];
    IntByReference celsius = new IntByReference();
    return new GpuReading(
        one.nvmlDeviceGetMemoryInfo(device, memory) == Nvml.SUCCESS
            ? OptionalLong.of(memory[2])
            : OptionalLong.empty(),
        one.nvmlDeviceGetUtilizationRates(device, rates) == Nvml.SUCCESS
            ? OptionalDouble.of(rates[0] / 100.0)
            : OptionalDouble.empty(),
        one.nvmlDeviceGetTemperature(device, 0, celsius) == Nvml.SUCCESS
            ? OptionalInt.of(celsius.getValue())
            : OptionalInt.empty());
  }
}
