package dev.skipstream.detect;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.skipstream.registry.Calibration.Range;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The methods of an archive's program that set its number format and observe its activations. */
final class FormatMethods {
  private static final String PREPARE = "prepare";
  private static final String PACK = "pack";

  private final PtSymbolBlock program;

  FormatMethods(PtSymbolBlock program) {
    this.program = program;
  }

  /** Returns false for programs of earlier releases: they compute in their one format. */
  boolean present() {
    return has(PREPARE);
  }

  private boolean has(String method) {
    return Arrays.asList(JniUtils.getMethodNames(program)).contains(method);
  }

  /**
   * Converts the program's weights to a format, once.
   *
   * @param ranges of the activations, for int8
   * @param bits of an activation
   */
  void prepare(ComputeFormat format, Map<String, Range> ranges, int bits, NDManager manager) {
    try (NDManager own = manager.newSubManager();
        IValue name = IValue.from(format.toString())) {
      Map<String, PtNDArray> numbers = new HashMap<>();
      ranges.forEach(
          (activation, range) ->
              numbers.put(
                  activation,
                  (PtNDArray) own.create(new double[] {range.scale(bits), range.zeroPoint(bits)})));
      try (IValue map = IValue.stringMapFrom(numbers)) {
        IValueUtils.runMethod(program, PREPARE, name, map).close();
      }
    }
  }

  /**
   * Stores the weights of fp32 and bf16 in the order of the CPU's kernels at the first call, which
   * is much slower than later ones. Without this, each call stores them anew. Programs of earlier
   * releases have no such method.
   *
   * @param sliced computes the outputs of 1x1 convolutions in slices, as {@link
   *     Machine#slicesOutputs} says
   */
  void pack(boolean sliced) {
    if (has(PACK)) {
      try (IValue argument = IValue.from(sliced)) {
        IValueUtils.runMethod(program, PACK, argument).close();
      }
    }
  }

  /** Counts each activation from now on. */
  void observe() {
    IValueUtils.runMethod(program, "observe").close();
  }

  /** Returns what was counted, by the name of the activation. */
  SortedMap<String, Histogram> observed(NDManager manager) {
    SortedMap<String, Histogram> histograms = new TreeMap<>();
    try (NDManager own = manager.newSubManager();
        IValue found = IValueUtils.runMethod(program, "observed")) {
      found
          .toIValueMap()
          .forEach(
              (name, tensor) -> {
                try (tensor) {
                  double[] numbers = tensor.toTensor((PtNDManager) own).toDoubleArray();
                  histograms.put(
                      name,
                      new Histogram(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length)));
                }
              });
    }
    return histograms;
  }
}
