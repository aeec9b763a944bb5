package dev.skipstream.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.skipstream.detect.UnavailableDeviceException;
import dev.skipstream.gpu.NvidiaGpus;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a device that models run on. PyTorch is asked for the device when a model is loaded,
 * not before: to load PyTorch takes seconds.
 *
 * @param name {@code auto}, {@code cpu} or {@code gpu:N}; {@code auto} is the first GPU, or the
 *     processors on a machine without one
 */
public record TorchDevice(String name) {
  // First: the constants below are checked by it.
  private static final Pattern FORM =
      Pattern.compile("auto|cpu|gpu(:[0-9]{1,3})?", Pattern.CASE_INSENSITIVE);

  /** The first GPU, or the processors on a machine without one. */
  public static final TorchDevice AUTO = new TorchDevice("auto");

  /** The processors. */
  public static final TorchDevice CPU = new TorchDevice("cpu");

  /**
   * Checks the form of a name.
   *
   * @throws IllegalArgumentException when it is another one; the message begins with {@code device}
   */
  public TorchDevice {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "device is '%s': expected auto, cpu or gpu:N".formatted(name));
    }
  }

  /**
   * Returns the names of the devices that PyTorch finds, such as {@code gpu:0}. Two names of one
   * device are one device.
   *
   * @throws UnavailableDeviceException when PyTorch does not find one of them
   */
  public static List<String> namesOf(List<TorchDevice> devices) {
    return resolve(devices).stream().map(TorchDevice::nameOf).toList();
  }

  static List<Device> resolve(List<TorchDevice> devices) {
    return devices.stream().map(TorchDevice::resolve).distinct().toList();
  }

  /**
   * Returns the device.
   *
   * @throws UnavailableDeviceException when PyTorch does not find the GPU; the message begins with
   *     {@code device}
   */
  public Device resolve() {
    if (name.equalsIgnoreCase("auto")) {
      return Engine.getInstance().defaultDevice();
    }
    if (name.equalsIgnoreCase("cpu")) {
      return Device.cpu();
    }
    // Device.fromName does not accept the colon.
    int colon = name.indexOf(':');
    int number = colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1));
    // A CUDA build of PyTorch does not load without the driver.
    NvidiaGpus.here()
        .fault()
        .ifPresent(
            fault -> {
              throw new UnavailableDeviceException(
                  "device is '%s': %s; choose cpu, or see what 'skipstream doctor' reports as missing"
                      .formatted(name, fault));
            });
    // Fails before a model is loaded: PyTorch's own error is a page long, and names the model.
    int gpus = Engine.getInstance().getGpuCount();
    if (number >= gpus) {
      throw new UnavailableDeviceException(
          "device is '%s': PyTorch finds %d GPUs on this machine; choose %s, or check that PyTorch's native library is a CUDA build"
              .formatted(name, gpus, gpus == 0 ? "cpu" : "gpu:0 to gpu:" + (gpus - 1)));
    }
    return Device.gpu(number);
  }

  /** Returns the name of a device, such as {@code gpu:0}. */
  public static String nameOf(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : device.getDeviceType();
  }
}
