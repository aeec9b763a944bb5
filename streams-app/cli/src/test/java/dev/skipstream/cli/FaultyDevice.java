package dev.skipstream.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program, with a fault of its GPU: {@code FaultyDevice FILE run ...}. When the file exists, a
 * kernel of this process reads beyond its array. CUDA reports that as an error which stays for the
 * process. For docs/acceptance/gpu.sh.
 */
final class FaultyDevice {
  private FaultyDevice() {}

  public static void main(String[] args) {
    Path signal = Path.of(args[0]);
    Thread thread = new Thread(() -> failAt(signal), "fault");
    thread.setDaemon(true);
    thread.start();
    Main.main(Arrays.copyOfRange(args, 1, args.length));
  }

  private static void failAt(Path signal) {
    try {
      while (!Files.exists(signal)) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      return;
    }
    try (NDManager manager = NDManager.newBaseManager(Device.gpu(0), "PyTorch")) {
      NDArray beyond = manager.create(new long[] {99});
      NDArray few = manager.zeros(new Shape(4), DataType.FLOAT32);
      System.err.println(few.take(beyond).toFloatArray().length);
    } catch (RuntimeException e) {
      System.err.println("the kernel fails: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
