package dev.skipstream.cli;

import dev.skipstream.bench.DetectorBenchmark;
import dev.skipstream.bench.DetectorBenchmark.Result;
import dev.skipstream.bench.DetectorCost;
import dev.skipstream.bench.FormatPeak;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.Computation;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "detector",
    description = "Times a model alone: no broker, no decoding.",
    footer = {"", "Example: skipstream bench detector --model models:/street@champion --batch 4"})
final class BenchDetectorCommand implements Callable<Integer> {
  @Mixin DetectorOptions detector;

  @Option(
      names = "--batch",
      defaultValue = "1",
      paramLabel = "N",
      description = "frames a call (default: ${DEFAULT-VALUE})")
  int batch;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      paramLabel = "N",
      description = "timed calls (default: ${DEFAULT-VALUE})")
  int rounds;

  @Option(
      names = "--frame",
      defaultValue = "640x480",
      paramLabel = "WxH",
      description = "size of the frames before resizing (default: ${DEFAULT-VALUE})")
  String size;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException {
    RegistryLocation registry = detector.device.registry.location();
    StreetModel.offer(registry, detector.model);
    ModelVersion version = registry.resolve(detector.model);
    Frame frame = frame();
    try (Detector loaded = detector.device.loader(registry).load(version)) {
      Result result = DetectorBenchmark.run(loaded, Collections.nCopies(batch, frame), rounds);
      ResizedShape shape = loaded.shapeOf(frame);
      Report report = new Report(result, gigaOperations(version, shape), peak(loaded));
      if (json) {
        System.out.println(Json.document(report));
      } else {
        print(version, shape, report);
      }
    }
    return ExitCode.DONE.status();
  }

  /**
   * The result with what it is compared with.
   *
   * @param stageGigaOperations of a call; a multiplication and an addition are two
   * @param peak of the CPU in the detector's format; empty for a GPU
   */
  private record Report(
      Result times, Map<String, Double> stageGigaOperations, Optional<FormatPeak> peak) {

    /** Returns the share of the peak that a stage reaches; empty for a stage without products. */
    OptionalDouble shareOfPeak(String stage) {
      return peak.isPresent() && stageGigaOperations.containsKey(stage)
          ? OptionalDouble.of(
              stageGigaOperations.get(stage)
                  / (times.stageMs().get(stage) / 1e3)
                  / peak.get().gigaOperations())
          : OptionalDouble.empty();
    }
  }

  private Map<String, Double> gigaOperations(ModelVersion version, ResizedShape shape) {
    int classes =
        1
            + version.manifest().labels().keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    Map<String, Double> operations = new LinkedHashMap<>();
    DetectorCost.of(
            version.manifest().architecture(),
            classes,
            detector.device.settingsOf(version),
            shape.height(),
            shape.width())
        .ifPresent(
            cost ->
                cost.stageMacs()
                    .forEach((stage, macs) -> operations.put(stage, 2.0 * batch * macs / 1e9)));
    return operations;
  }

  private Optional<FormatPeak> peak(Detector loaded) throws IOException {
    Optional<Computation> computation = loaded.computation();
    return computation.isPresent() && detector.device.names().startsWith(TorchDevice.CPU.name())
        ? Optional.of(FormatPeak.of(computation.get().format()))
        : Optional.empty();
  }

  private Frame frame() {
    FrameSize frame = FrameSize.of("--frame", size, "640x480");
    byte[] rgb = new byte[3 * frame.width() * frame.height()];
    new Random(1).nextBytes(rgb);
    return new Frame(rgb, frame.width(), frame.height());
  }

  private void print(ModelVersion version, ResizedShape shape, Report report) {
    Result result = report.times();
    System.out.printf(
        Locale.ROOT,
        "%s, %s, batches of %d %s frames as %d x %d, %d threads%n",
        version.uri(),
        version.manifest().architecture(),
        result.batch(),
        size,
        shape.width(),
        shape.height(),
        DetectorBenchmark.threads());
    System.out.printf(
        Locale.ROOT,
        "  %.2f frames/s; a call takes %.0f ms (%.0f to %.0f in %d calls), with %.0f ms of CPU"
            + " time at least; the first took %.0f, the second %.0f%n",
        result.framesPerSecond(),
        result.medianMs(),
        result.leastMs(),
        result.mostMs(),
        rounds,
        result.cpuMs(),
        result.firstMs(),
        result.secondMs());
    result
        .stageMs()
        .forEach(
            (stage, millis) ->
                System.out.printf(
                    Locale.ROOT,
                    "  %-12s %8.1f ms  %4.1f %%%s%n",
                    stage,
                    millis,
                    100 * millis / result.medianMs(),
                    share(report, stage)));
    result
        .settledMiB()
        .ifPresent(
            settled ->
                System.out.printf(
                    Locale.ROOT,
                    "  resident size %.0f MiB after %d calls, %.0f MiB after %d%n",
                    settled,
                    DetectorBenchmark.SETTLED_AFTER,
                    result.finalMiB().orElse(Double.NaN),
                    rounds));
    report
        .peak()
        .ifPresent(
            peak ->
                System.out.printf(
                    Locale.ROOT,
                    "  peak of this CPU in the format: %.0f GOP/s (%s)%n",
                    peak.gigaOperations(),
                    peak.layer()));
  }

  private static String share(Report report, String stage) {
    OptionalDouble share = report.shareOfPeak(stage);
    return share.isPresent()
        ? String.format(
            Locale.ROOT,
            "; %.1f GOP, %.2f of the peak",
            report.stageGigaOperations().get(stage),
            share.getAsDouble())
        : "";
  }
}
