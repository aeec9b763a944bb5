package dev.skipstream.cli;

import dev.skipstream.bench.DetectorCost;
import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.SegmenterSettings;
import dev.skipstream.registry.SidedSettings;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "depth",
    description = "Counts the parameters and multiply-adds of every network that can be imported.",
    footer = {"", "Example: skipstream bench depth --classes 4 --height 240 --width 320"})
final class BenchDepthCommand implements Callable<Integer> {
  private static final int CLASSES_OF_IMAGENET = 1000;

  /** With the background. */
  private static final int CLASSES_OF_VOC = 21;

  @Option(
      names = "--classes",
      defaultValue = "91",
      description = "classes of a detector, the background included (default: ${DEFAULT-VALUE})")
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
    for (Architecture kind : Architectures.BUILT_IN.all()) {
      if (kind.defaults() instanceof SidedSettings) {
        for (String network : kind.networks()) {
          DetectorCost cost = DetectorCost.of(network, classes, height, width, proposals);
          System.out.printf(
              Locale.ROOT,
              "%-28s %12.1f %12.1f %12.1f %12.1f%n",
              network,
              cost.backboneParameters() / 1e6,
              cost.parameters() / 1e6,
              cost.backboneMacs() / 1e9,
              cost.macs() / 1e9);
        }
      }
    }
    System.out.printf("%nclassifiers of %d classes, at 224 px%n", CLASSES_OF_IMAGENET);
    printWhole(ClassifierSettings.class, CLASSES_OF_IMAGENET);
    System.out.printf("%nsegmentation networks of %d classes, 640x480 at 520 px%n", CLASSES_OF_VOC);
    printWhole(SegmenterSettings.class, CLASSES_OF_VOC);
    return ExitCode.DONE.status();
  }

  private static void printWhole(Class<? extends DetectorSettings> settings, int classes) {
    for (Architecture kind : Architectures.BUILT_IN.all()) {
      if (settings.isInstance(kind.defaults())) {
        for (String network : kind.networks()) {
          DetectorCost cost = DetectorCost.ofWhole(network, classes, kind.defaults());
          System.out.printf(
              Locale.ROOT,
              "%-28s %12s %12.1f %12s %12.1f%n",
              network,
              "",
              cost.parameters() / 1e6,
              "",
              cost.macs() / 1e9);
        }
      }
    }
  }
}
