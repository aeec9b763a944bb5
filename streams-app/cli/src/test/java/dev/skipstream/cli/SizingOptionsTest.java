package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.replay.ReplaySettings;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

class SizingOptionsTest {
  private static final ReplaySettings REPLAY =
      ReplaySettings.of(
          "images",
          new ModelVersion(
              "cells",
              1,
              ModelFixtures.manifest("sha256:" + "01".repeat(32)),
              Instant.parse("2026-11-23T10:00:00Z"),
              "ann"),
          "cpu");

  @Command
  private static final class Sized {
    @Mixin SizingOptions sizing;
  }

  /** An option that is forgotten in one of the three places fails here. */
  @TestFactory
  List<DynamicTest> eachOptionChangesTheDetectorAndTheIdentityOfAReplay() {
    return new CommandLine(new Sized())
        .getCommandSpec().options().stream()
            .map(option -> DynamicTest.dynamicTest(option.longestName(), () -> check(option)))
            .toList();
  }

  private static void check(OptionSpec option) {
    String name = option.longestName().substring("--".length());
    Sized sized = new Sized();
    String value = option.auxiliaryTypes()[0] == Integer.class ? "900" : "0.75";

    new CommandLine(sized).parseArgs(option.longestName() + "=" + value);

    SortedMap<String, String> overrides = sized.sizing.overrides();
    assertThat(overrides).containsOnlyKeys(name);
    assertThat(overrides.get(name)).hasToString(value);
    assertThat(sized.sizing.over(FasterRcnnSettings.TORCHVISION))
        .isNotEqualTo(FasterRcnnSettings.TORCHVISION);
    assertThat(with(overrides).identity())
        .containsEntry(name, value)
        .isNotEqualTo(with(new TreeMap<>()).identity());
  }

  private static ReplaySettings with(SortedMap<String, String> overrides) {
    return new ReplaySettings(
        REPLAY.topic(),
        REPLAY.range(),
        REPLAY.model(),
        overrides,
        REPLAY.compute(),
        REPLAY.devices(),
        REPLAY.limits(),
        REPLAY.damaged(),
        REPLAY.datarefs(),
        REPLAY.batchSize(),
        REPLAY.maxRate(),
        REPLAY.groundTruth(),
        REPLAY.output(),
        REPLAY.again());
  }
}
