package dev.skipstream.cli;

import dev.skipstream.bench.DetectorBenchmark;
import dev.skipstream.bench.DetectorBenchmark.Result;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
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
      if (json) {
        System.out.println(Json.document(result));
      } else {
        print(version, loaded.shapeOf(frame), result);
      }
    }
    return ExitCode.DONE.status();
  }

  private Frame frame() {
    FrameSize frame = FrameSize.of("--frame", size, "640x480");
    byte[] rgb = new byte[3 * frame.width() * frame.height()];
    new Random(1).nextBytes(rgb);
    return new Frame(rgb, frame.width(), frame.height());
  }

  private void print(ModelVersion version, ResizedShape shape, Result result) {
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
                    "  %-12s %8.1f ms  %4.1f %%%n",
                    stage,
                    millis,
                    100 * millis / result.medianMs()));
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
    System.out.printf(
        Locale.ROOT, "  SGEMM peak of this machine %.0f GFLOP/s%n", result.peakGflops());
  }
}
