package dev.skipstream.tracking;

import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance of tracking in a JVM of its own, to be killed. */
final class TrackingInstance {
  private static final Path LOGS = Path.of("target", "tracking");
  private static final int ORPHANED = 99;
  private static final int FAILED = 6;
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** Longer than the test needs to see uncommitted events. */
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(2);

  private final Process process;
  private final Path log;

  private TrackingInstance(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static TrackingInstance start(
      String bootstrapServers, String application, TrackTopics topics, Path rules, Path state)
      throws IOException {
    Files.createDirectories(LOGS);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dtest.log=INFO", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(TrackingInstance.class.getName());
    command.addAll(
        List.of(
            bootstrapServers,
            application,
            topics.detections(),
            topics.tracks(),
            topics.happenings(),
            topics.counts(),
            topics.rules(),
            rules.toString(),
            state.toString()));
    Path log = LOGS.resolve("%s-%03d.log".formatted(application, STARTED.incrementAndGet()));
    return new TrackingInstance(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /** The program of the process. */
  public static void main(String[] args) {
    endWithTheTest();
    TrackingStream stream =
        new TrackingStream(
            TrackingApp.settings(
                args[0],
                args[1],
                new TrackTopics(args[2], args[3], args[4], args[5], args[6]),
                Path.of(args[7]),
                Path.of(args[8]),
                COMMIT_INTERVAL,
                Optional.empty(),
                Telemetry.unseen()));
    stream.stopOnShutdown();
    try {
      stream.run();
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static void endWithTheTest() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // The test sends nothing.
                }
              } catch (IOException e) {
                // The end too.
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "test");
    thread.setDaemon(true);
    thread.start();
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns true if it stopped within its bound. */
  boolean terminate() throws InterruptedException {
    // Not Process.destroy(), which closes the pipe first: that would be the end of the instance.
    process.toHandle().destroy();
    return process.waitFor(40, TimeUnit.SECONDS);
  }

  /** Throws if the process ended by itself. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(
          "the instance ended by itself with status %d; see %s"
              .formatted(process.exitValue(), log));
    }
  }
}
