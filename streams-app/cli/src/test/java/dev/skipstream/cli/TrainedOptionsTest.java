package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.FcosSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainedOptionsTest {

  /** A command that has these options and those of the sizes, as an import has. */
  @Command
  private static final class Importing implements Runnable {
    @Mixin SizingOptions sizing;
    @Mixin TrainedOptions trained;

    DetectorSettings over(DetectorSettings base) {
      return trained.over(sizing.over(base));
    }

    @Override
    public void run() {}
  }

  private static FasterRcnnSettings over(DetectorSettings base, String... arguments) {
    Importing command = new Importing();
    new CommandLine(command).parseArgs(arguments);
    return (FasterRcnnSettings) command.over(base);
  }

  private static final FasterRcnnSettings OTHER =
      new FasterRcnnSettings(
          200,
          300,
          400,
          250,
          0.1,
          0.4,
          60,
          List.of(12, 27, 50, 100, 201),
          List.of(0.4, 1.0, 1.9),
          List.of(0.4, 0.5, 0.55),
          List.of(0.3, 0.2, 0.25),
          0.6,
          0.45);

  @Test
  void leaveEachSettingAsItWasUnlessGiven() {
    assertThat(over(OTHER)).isEqualTo(OTHER);
  }

  @Test
  void giveEachSettingThatNoTensorShows() {
    FasterRcnnSettings given =
        over(
            FasterRcnnSettings.TORCHVISION,
            "--min-size=200",
            "--max-size=300",
            "--pre-nms-proposals=400",
            "--proposals=250",
            "--score-threshold=0.1",
            "--nms-threshold=0.4",
            "--detections-per-image=60",
            "--anchor-sizes=12,27,50,100,201",
            "--anchor-ratios=0.4,1,1.9",
            "--image-mean=0.4,0.5,0.55",
            "--image-std=0.3,0.2,0.25",
            "--rpn-nms-threshold=0.6");

    assertThat(given.withRpnScoreThreshold(0.45)).isEqualTo(OTHER);
  }

  @Test
  void giveEachSettingOfADetectorOfOneStage() {
    Importing command = new Importing();
    new CommandLine(command)
        .parseArgs(
            "--min-size=200",
            "--max-size=300",
            "--candidates=400",
            "--score-threshold=0.1",
            "--nms-threshold=0.4",
            "--detections-per-image=60",
            "--image-mean=0.4,0.5,0.55",
            "--image-std=0.3,0.2,0.25");

    assertThat(command.over(FcosSettings.TORCHVISION))
        .isEqualTo(
            new FcosSettings(
                200, 300, 400, 0.1, 0.4, 60, List.of(0.4, 0.5, 0.55), List.of(0.3, 0.2, 0.25)));
  }
}
