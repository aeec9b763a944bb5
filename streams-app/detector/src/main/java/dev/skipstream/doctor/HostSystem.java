package dev.skipstream.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The facts of the system that decide how a part is installed.
 *
 * @param nvidiaCards NVIDIA's graphics cards on the PCI bus
 * @param distribution the id of the Linux distribution; empty on other systems
 * @param container true if this process runs in a container
 * @param ownLibtorch true if the user has named a libtorch
 */
record HostSystem(int nvidiaCards, String distribution, boolean container, boolean ownLibtorch) {
  private static final String NVIDIA = "0x10de";
  private static final String DISPLAY = "0x03";

  static HostSystem here() {
    return new HostSystem(
        cards(Path.of("/sys/bus/pci/devices")),
        distribution(Path.of("/etc/os-release")),
        Files.exists(Path.of("/.dockerenv")),
        System.getenv("PYTORCH_LIBRARY_PATH") != null);
  }

  /** Counts the devices of a folder with a file {@code vendor} and a file {@code class} each. */
  static int cards(Path bus) {
    int cards = 0;
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(bus)) {
      for (Path device : devices) {
        boolean nvidia = Files.readString(device.resolve("vendor")).startsWith(NVIDIA);
        if (nvidia && Files.readString(device.resolve("class")).startsWith(DISPLAY)) {
          cards++;
        }
      }
    } catch (IOException e) {
      // Another system, or a container without it: then the driver alone knows.
      return cards;
    }
    return cards;
  }

  static String distribution(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("ID="))
          .map(line -> line.substring("ID=".length()).replace("\"", ""))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns the command that installs NVIDIA's driver, or makes it visible in a container. */
  String driverCommand() {
    if (container) {
      return "docker run --gpus all ...";
    }
    return switch (distribution) {
      case "ubuntu" -> "sudo ubuntu-drivers install";
      case "debian" -> "sudo apt-get install nvidia-driver";
      default -> "see https://www.nvidia.com/drivers";
    };
  }
}
