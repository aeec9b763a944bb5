package dev.skipstream.cli;

import dev.skipstream.bench.DetectorCost;
import dev.skipstream.bench.Vgg;
import dev.skipstream.registry.Architectures;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "depth",
    description = "Counts the parameters and multiply-adds of every network that can be imported.",
    footer = {"", "Example: skipstream bench depth --classes 4 --height 240 --width 320"})
final class BenchDepthCommand implements Callable<Integer> {
  @Option(
      names = "--classes",
      defaultValue = "91",
      description = "classes, the background included (default: ${DEFAULT-VALUE})")
  int classes;

  @Option(
      names = "--height",
      defaultValue = "800",
      description = "of the resized frame (default: ${DEFAULT-VALUE})")
  int height;

  @Option(
      names = "--width",
      defaultValue = "1066",
      description = "of the resized frame (default: ${DEFAULT-VALUE})")
  int width;

  @Option(
      names = "--proposals",
      defaultValue = "1000",
      description = "regions a frame (default: ${DEFAULT-VALUE})")
  int proposals;

  @Override
  public Integer call() {
    System.out.printf(
        "%-28s %12s %12s %12s %12s%n", "", "backbone", "detector", "backbone", "detector");
    System.out.printf(
        "%-28s %12s %12s %12s %12s%n", "", "Mparameters", "Mparameters", "GMACs", "GMACs");
    for (String architecture : Architectures.BUILT_IN.networks()) {
      DetectorCost cost = DetectorCost.of(architecture, classes, height, width, proposals);
      System.out.printf(
          Locale.ROOT,
          "%-28s %12.1f %12.1f %12.1f %12.1f%n",
          architecture,
          cost.backboneParameters() / 1e6,
          cost.parameters() / 1e6,
          cost.backboneMacs() / 1e9,
          cost.macs() / 1e9);
    }
    for (Vgg vgg : Vgg.NETWORKS) {
      System.out.printf(
          Locale.ROOT,
          "%-28s %12.1f  (a classifier of 1000 classes)%n",
          vgg.name(),
          vgg.parameters() / 1e6);
    }
    return ExitCode.DONE.status();
  }
}
