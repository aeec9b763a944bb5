package dev.skipstream.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.OperatingSystemMXBean;
import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Times a detector, and what the same machine's matrix product reaches, in one run. */
public final class DetectorBenchmark {
  /** Side of the square matrices that are multiplied: large enough to reach the peak. */
  private static final int SGEMM_SIDE = 2048;

  private static final int SGEMM_ROUNDS = 8;

  /** Calls after which caches and pools have their size: the resident size is flat from here. */
  public static final int SETTLED_AFTER = 50;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private DetectorBenchmark() {}

  /**
   * The result of the measurement.
   *
   * @param batch frames a call
   * @param firstMs the first call: what warming up costs
   * @param secondMs the second call
   * @param medianMs a later call, the median
   * @param cpuMs CPU time of the process in such a call, of all threads: the least of the calls. On
   *     a machine with other work it varies less than the others
   * @param stageMs a profiled call by stage, in the order of the program; profiling costs a little
   *     itself
   * @param settledMiB resident size after the calls that {@link #SETTLED_AFTER} counts, where the
   *     system tells and there were more calls
   * @param finalMiB resident size after the last timed call
   * @param peakGflops GFLOP/s of a single-precision matrix product
   */
  public record Result(
      int batch,
      double firstMs,
      double secondMs,
      double medianMs,
      double leastMs,
      double mostMs,
      double cpuMs,
      Map<String, Double> stageMs,
      OptionalDouble settledMiB,
      OptionalDouble finalMiB,
      double peakGflops) {

    public double framesPerSecond() {
      return batch * 1000 / medianMs;
    }
  }

  /**
   * Runs the detector over one batch again and again.
   *
   * @param rounds timed calls, after two that are reported on their own
   */
  public static Result run(Detector detector, List<Frame> batch, int rounds) throws IOException {
    double first = millis(() -> detector.detect(batch));
    double second = millis(() -> detector.detect(batch));
    double[] times = new double[rounds];
    double cpu = Double.POSITIVE_INFINITY;
    OptionalDouble settled = OptionalDouble.empty();
    for (int i = 0; i < rounds; i++) {
      long before = PROCESS.getProcessCpuTime();
      times[i] = millis(() -> detector.detect(batch));
      cpu = Math.min(cpu, (PROCESS.getProcessCpuTime() - before) / 1e6);
      if (i == SETTLED_AFTER) {
        settled = ResidentSize.mebibytes();
      }
    }
    OptionalDouble resident = ResidentSize.mebibytes();
    Arrays.sort(times);
    Map<String, Double> stages = TorchProfile.of(() -> detector.detect(batch));
    return new Result(
        batch.size(),
        first,
        second,
        times[rounds / 2],
        times[0],
        times[rounds - 1],
        cpu,
        stages,
        settled,
        resident,
        sgemmPeak());
  }

  /** Threads that share the work of one operator. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  private static double sgemmPeak() {
    double operations = 2.0 * SGEMM_SIDE * SGEMM_SIDE * SGEMM_SIDE;
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray a = manager.randomUniform(-1, 1, new Shape(SGEMM_SIDE, SGEMM_SIDE), DataType.FLOAT32);
      NDArray b = manager.randomUniform(-1, 1, new Shape(SGEMM_SIDE, SGEMM_SIDE), DataType.FLOAT32);
      double best = 0;
      for (int i = 0; i < SGEMM_ROUNDS; i++) {
        double millis = millis(() -> a.matMul(b).close());
        best = Math.max(best, operations / millis / 1e6);
      }
      return best;
    }
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
