package dev.skipstream.topology;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Mutant;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.Frame;
import dev.skipstream.image.InvalidImageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * One instance of the app in a JVM of its own, to be killed: a scripted model whose batches take 5
 * to 50 ms, and a decoder that takes up to 5.
 */
final class InstanceMain {
  private InstanceMain() {}

  /**
   * What an instance is told.
   *
   * @param seed of its latencies
   */
  record Arguments(
      String bootstrapServers,
      String images,
      Mutant mutant,
      boolean exactlyOnce,
      GroupProtocol protocol,
      long seed) {

    List<String> toCommandLine() {
      return List.of(
          bootstrapServers,
          images,
          mutant.name(),
          Boolean.toString(exactlyOnce),
          protocol.name(),
          Long.toString(seed));
    }

    static Arguments parse(String[] args) {
      return new Arguments(
          args[0],
          args[1],
          Mutant.valueOf(args[2]),
          Boolean.parseBoolean(args[3]),
          GroupProtocol.valueOf(args[4]),
          Long.parseLong(args[5]));
    }
  }

  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    Random seeds = new Random(arguments.seed());
    // Two devices overtake each other all the time: what keeps the order is the stage alone.
    List<DeviceModels> devices =
        ScriptedApp.devices(detector(seeds.nextLong()), detector(seeds.nextLong()));
    DetectionApp app =
        new DetectionApp(settings(arguments), ScriptedApp.images(InstanceMain::decode), devices) {
          @Override
          ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
              AsyncStage<byte[], byte[], Outcome> detect) {
            return arguments.mutant().of(detect);
          }
        };
    app.stopOnShutdown();
    try {
      app.run();
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(9);
    }
  }

  private static ScriptedDetector detector(long seed) {
    Random random = new Random(seed);
    return new ScriptedDetector(() -> 5_000_000L + (long) (random.nextDouble() * 45_000_000L));
  }

  static String applicationId(String images) {
    return images + "-app";
  }

  private static DetectionApp.Settings settings(Arguments arguments) {
    return ScriptedApp.settings(
        Map.of(
            "bootstrap.servers",
            arguments.bootstrapServers(),
            // A killed instance's transaction blocks readers this long.
            "transaction.timeout.ms",
            "4000"),
        applicationId(arguments.images()),
        TopicNames.of(arguments.images()),
        new StreamSettings(
            arguments.exactlyOnce(),
            arguments.protocol(),
            2,
            Duration.ofMillis(100),
            Duration.ofSeconds(20)),
        new BatchSettings(4, Duration.ofMillis(5), 2));
  }

  private static Frame decode(byte[] encoded) throws InvalidImageException {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000));
    return ScriptedFrames.decode(encoded);
  }
}
