package dev.skipstream.stream;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Mutant;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * One instance of the app in a JVM of its own, to be killed: two scripted devices, and a decoder
 * that takes its time too.
 */
final class InstanceMain {
  private static final int ORPHANED = 99;

  private InstanceMain() {}

  /** The speed of the scripted model. */
  enum Pace {
    /** A batch of 4 takes 5 to 50 ms. */
    USUAL(4, 50),
    /** A batch of 8 takes 2 to 20 ms: a long run is about faults, and not about waiting. */
    FAST(8, 20);

    private final int batch;
    private final int slowestMillis;

    Pace(int batch, int slowestMillis) {
      this.batch = batch;
      this.slowestMillis = slowestMillis;
    }

    private long nanosPerBatch(Random random) {
      return (long) ((0.1 + 0.9 * random.nextDouble()) * slowestMillis * 1e6);
    }
  }

  /**
   * The arguments of an instance.
   *
   * @param seed of its latencies
   */
  record Arguments(
      String bootstrapServers,
      String images,
      Mutant mutant,
      boolean exactlyOnce,
      GroupProtocol protocol,
      Pace pace,
      long seed) {

    List<String> toCommandLine() {
      return List.of(
          bootstrapServers,
          images,
          mutant.name(),
          Boolean.toString(exactlyOnce),
          protocol.name(),
          pace.name(),
          Long.toString(seed));
    }

    static Arguments parse(String[] args) {
      return new Arguments(
          args[0],
          args[1],
          Mutant.valueOf(args[2]),
          Boolean.parseBoolean(args[3]),
          GroupProtocol.valueOf(args[4]),
          Pace.valueOf(args[5]),
          Long.parseLong(args[6]));
    }
  }

  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    Random seeds = new Random(arguments.seed());
    Sabotage sabotage = new Sabotage();
    // Two devices overtake each other all the time: what keeps the order is the stage alone.
    List<DeviceModels> devices =
        ScriptedApp.devices(
            detector(arguments.pace(), seeds.nextLong(), sabotage),
            detector(arguments.pace(), seeds.nextLong(), sabotage));
    DetectionStream app =
        new DetectionStream(
            settings(arguments)
                .images(ScriptedApp.images(encoded -> decode(arguments.pace(), encoded)))
                .models(LoadedModels.of(devices))
                .build()) {
          @Override
          ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
              AsyncStage<byte[], byte[], Outcome> detect) {
            return arguments.mutant().of(detect);
          }
        };
    listen(sabotage);
    app.stopOnShutdown();
    try {
      app.run();
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(ExitStatus.of(e));
    }
  }

  /** Takes orders from the test, and ends with it. */
  private static void listen(Sabotage sabotage) {
    Thread thread =
        new Thread(
            () -> {
              try (Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8)) {
                while (orders.hasNext()) {
                  sabotage.arm(Sabotage.Kind.valueOf(orders.next()));
                }
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "orders");
    thread.setDaemon(true);
    thread.start();
  }

  private static Detector detector(Pace pace, long seed, Sabotage sabotage) {
    Random random = new Random(seed);
    return new ScriptedDetector(() -> pace.nanosPerBatch(random), sabotage::before);
  }

  static String applicationId(String images) {
    return images + "-app";
  }

  private static DetectionSettings.Builder settings(Arguments arguments) {
    return ScriptedApp.settings(
        client(arguments),
        applicationId(arguments.images()),
        TopicNames.of(arguments.images()),
        new StreamSettings(
            arguments.exactlyOnce(),
            arguments.protocol(),
            2,
            Duration.ofMillis(100),
            Duration.ofSeconds(20)),
        new BatchSettings(arguments.pace().batch, Duration.ofMillis(5), 2));
  }

  private static Map<String, Object> client(Arguments arguments) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", arguments.bootstrapServers());
    // A killed instance's transaction blocks readers this long.
    client.put("transaction.timeout.ms", "4000");
    // At least once, a stuck worker is found within 0.8 of half of it.
    client.put("max.poll.interval.ms", "20000");
    if (arguments.protocol() == GroupProtocol.CLASSIC) {
      // With the other protocol the broker has the session.
      client.putAll(SharedBroker.SHORT_SESSION);
    }
    return client;
  }

  private static Frame decode(Pace pace, byte[] encoded) throws InvalidImageException {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pace.slowestMillis * 100_000L));
    return ScriptedFrames.decode(encoded);
  }
}
