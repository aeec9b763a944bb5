package dev.skipstream.bench;

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

/** Times a detector. */
public final class DetectorBenchmark {
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
      OptionalDouble finalMiB) {

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
        resident);
  }

  /** Threads that share the work of one operator. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
