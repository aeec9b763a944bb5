package dev.skipstream.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.skipstream.detect.LoadableArchive;
import dev.skipstream.detect.Machine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The child JVM of {@link CheckProcess}: {@code LayerCheckMain PROGRAM THREADS FORMAT=NAME...},
 * with the name of each format in the program. Reads a layer from each line of standard input, and
 * runs it in each format, the last layer of a head in fp32 in place of integers. Writes a line
 * before and after each of them, so that the parent knows the one in which this process ended.
 *
 * <p>Threading: the main thread alone.
 */
final class LayerCheckMain {
  /** Begins the line before a layer is run in a format; the format and the layer's index follow. */
  static final String BEGIN = "begin";

  /** Begins the line after it; also has the error and the nanoseconds. */
  static final String DONE = "done";

  /** Begins the line after it where it threw; also has the message. */
  static final String THROWN = "thrown";

  /** Ends the output. */
  static final String END = "end";

  /** The exit status where nothing can be checked. */
  static final int UNFIT = 3;

  private static final int TIMED_RUNS = 2;

  /** Numbers of a layer that the program takes; the one after them is 1 for a last layer. */
  private static final int SIZES = 8;

  private LayerCheckMain() {}

  public static void main(String[] args) {
    try {
      check(args);
      System.out.println(END);
      System.exit(0);
    } catch (Exception | LinkageError e) {
      // A crash has other statuses: of a signal, or the JVM's own.
      System.err.println(e);
      System.exit(UNFIT);
    }
  }

  private static void check(String[] args) throws Exception {
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    Path program = Path.of(args[0]);
    List<String> formats = Arrays.asList(args).subList(2, args.length);
    try (Model model = Model.newInstance("check", Device.cpu(), "PyTorch");
        BufferedReader layers = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      LoadableArchive.load(model, program);
      JniUtils.setNumThreads(Integer.parseInt(args[1]));
      LayerCheckMain check = new LayerCheckMain();
      PtSymbolBlock block = (PtSymbolBlock) model.getBlock();
      if (Machine.here().packsWeights()) {
        call(block, "pack", IValue.from(Machine.here().slicesOutputs()));
      }
      String line = layers.readLine();
      for (int index = 0; line != null; index++) {
        check.layer(block, numbers(line), index, formats);
        line = layers.readLine();
      }
    }
  }

  private static long[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  private void layer(PtSymbolBlock program, long[] layer, int index, List<String> formats) {
    run(program, layer, index, formats, false);
    // The largest sums saturate where integers are added; floating-point formats have no such case.
    List<String> integers =
        formats.stream().filter(one -> nameOf(one, layer).startsWith("int")).toList();
    if (!integers.isEmpty()) {
      run(program, layer, index, integers, true);
    }
  }

  private void run(
      PtSymbolBlock program, long[] layer, int index, List<String> formats, boolean extreme) {
    prepare(program, layer, extreme);
    for (String format : formats) {
      String name = format.substring(0, format.indexOf('=')) + " " + index;
      System.out.println(BEGIN + " " + name);
      try {
        call(program, "begin", IValue.from(nameOf(format, layer)));
        long nanos = extreme ? run(program) : time(program);
        double error = error(program);
        System.out.println("%s %s %s %d".formatted(DONE, name, error, extreme ? 0 : nanos));
      } catch (RuntimeException e) {
        String message = String.valueOf(e.getMessage()).strip();
        System.out.println(
            "%s %s %s".formatted(THROWN, name, message.substring(message.lastIndexOf('\n') + 1)));
      }
    }
  }

  /** Returns the name in the program of the format in which a layer computes. */
  private static String nameOf(String format, long[] layer) {
    String name = format.substring(format.indexOf('=') + 1);
    return layer[SIZES] == 1 && name.startsWith("int") ? "fp32" : name;
  }

  private static void prepare(PtSymbolBlock program, long[] layer, boolean extreme) {
    try (IValue numbers = IValue.listFrom(Arrays.copyOf(layer, SIZES));
        IValue large = IValue.from(extreme)) {
      IValueUtils.runMethod(program, "prepare", numbers, large).close();
    }
  }

  /** Returns the shortest time of some runs: other processes only make runs longer. */
  private static long time(PtSymbolBlock program) {
    run(program);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < TIMED_RUNS; i++) {
      shortest = Math.min(shortest, run(program));
    }
    return shortest;
  }

  private static long run(PtSymbolBlock program) {
    long started = System.nanoTime();
    IValueUtils.runMethod(program, "run").close();
    return System.nanoTime() - started;
  }

  private static double error(PtSymbolBlock program) {
    try (IValue error = IValueUtils.runMethod(program, "error")) {
      return error.toDouble();
    }
  }

  private static void call(PtSymbolBlock program, String method, IValue argument) {
    try (argument) {
      IValueUtils.runMethod(program, method, argument).close();
    }
  }
}
