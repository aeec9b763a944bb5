package dev.skipstream.doctor;

import dev.skipstream.gpu.Gpu;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The facts of a machine that decide how fast it detects, and the measurement of one frame.
 *
 * @param system the operating system and the version of Java
 * @param cpu the CPU
 * @param memory the memory
 * @param gpus the NVIDIA GPUs
 * @param libtorch PyTorch's native library
 * @param formats the number formats of the model that was tried, on the CPU and, where the choice
 *     is a GPU, on that
 * @param choice the choice of {@code --device auto --compute auto}; empty where the program cannot
 *     detect on this machine
 * @param throughput decoding beside inference; empty where there is no choice
 * @param missing the parts that are missing
 */
public record DoctorReport(
    String system,
    Cpu cpu,
    Memory memory,
    Gpus gpus,
    Torch libtorch,
    List<Format> formats,
    Optional<Choice> choice,
    Optional<Throughput> throughput,
    List<MissingPart> missing) {

  /**
   * The CPU.
   *
   * @param model its name and caches; empty where libtorch does not load
   * @param processors that this process may use
   * @param flags its instructions, by the names of Linux
   * @param kernels the class of PyTorch's kernels in each format that the CPU has
   */
  public record Cpu(
      Optional<String> model,
      int processors,
      SortedSet<String> flags,
      Map<ComputeFormat, String> kernels) {}

  /**
   * The memory.
   *
   * @param bytes of the machine, or of the container
   * @param heapBytes the limit of Java's heap
   */
  public record Memory(long bytes, long heapBytes) {}

  /**
   * The NVIDIA GPUs.
   *
   * @param fault the reason for which none can be used
   * @param driver the version of the driver
   * @param cuda the newest version of CUDA that the driver runs
   * @param found the GPUs that this process may use
   */
  public record Gpus(
      Optional<String> fault,
      Optional<String> driver,
      Optional<String> cuda,
      List<GpuState> found) {}

  /**
   * A GPU and its state.
   *
   * @param usedBytes memory in use by all processes
   * @param celsius temperature
   * @param kernels the class of PyTorch's kernels in each format that the GPU has; states the use
   *     of TF32
   */
  public record GpuState(
      Gpu gpu, OptionalLong usedBytes, OptionalInt celsius, Map<ComputeFormat, String> kernels) {}

  /**
   * PyTorch's native library.
   *
   * @param version such as {@code 2.7.1}
   * @param build {@code cpu}, or its version of CUDA, such as {@code cu124}
   * @param fault the reason for which it does not load
   */
  public record Torch(Optional<String> version, Optional<String> build, Optional<String> fault) {}

  /**
   * A number format of the tried model on a device.
   *
   * @param device {@code cpu}, or such as {@code gpu:0}
   * @param format the format
   * @param unusable the reason for which the device does not compute in it
   * @param layersMillis the time of the layers of a 640x480 frame in the check at load; a GPU is
   *     not checked
   * @param frameMillis the time of a whole detection in one frame, once warm
   * @param detections in this frame
   * @param batches of a GPU, frames/s by the size of the batches
   */
  public record Format(
      String device,
      ComputeFormat format,
      Optional<String> unusable,
      OptionalDouble layersMillis,
      OptionalDouble frameMillis,
      OptionalInt detections,
      Optional<SortedMap<Integer, Double>> batches) {

    /** Returns the size of the fastest batch; one frame where only that was measured. */
    public int bestBatch() {
      return best().map(Map.Entry::getKey).orElse(1);
    }

    /** Returns the rate of the fastest batch. */
    double perSecond() {
      return best().map(Map.Entry::getValue).orElseGet(() -> 1e3 / frameMillis().orElseThrow());
    }

    private Optional<Map.Entry<Integer, Double>> best() {
      return batches.flatMap(rates -> rates.entrySet().stream().max(Map.Entry.comparingByValue()));
    }
  }

  /**
   * The choice of {@code --device auto --compute auto}.
   *
   * @param device {@code cpu}, or such as {@code gpu:0}
   * @param compute the format
   * @param reason for both
   */
  public record Choice(String device, ComputeFormat compute, String reason) {}

  /**
   * The rates at which this machine decodes alone and detects alone.
   *
   * @param decodeMillis the time of one processor for one frame
   * @param decodedPerSecond frames that all processors decode
   * @param inferenceMillis the time for one frame, with the choice
   * @param batch frames of a batch of {@code inferredPerSecond}: 1 on a CPU, the fastest on a GPU
   * @param inferredPerSecond frames that the device detects in
   * @param limit {@code decode} or {@code inference}: the lower rate
   */
  public record Throughput(
      double decodeMillis,
      double decodedPerSecond,
      double inferenceMillis,
      int batch,
      double inferredPerSecond,
      String limit) {

    static Throughput of(double decodeMillis, int processors, Format chosen) {
      double decoded = processors * 1e3 / decodeMillis;
      double inferred = chosen.perSecond();
      return new Throughput(
          decodeMillis,
          decoded,
          chosen.frameMillis().orElseThrow(),
          chosen.bestBatch(),
          inferred,
          decoded < inferred ? "decode" : "inference");
    }
  }
}
