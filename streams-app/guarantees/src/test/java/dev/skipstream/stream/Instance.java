package dev.skipstream.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A running {@link InstanceMain}, and the ways to end it. */
final class Instance {
  private static final Path LOGS = Path.of("target", "guarantees");

  /** Begins what an app logs of each new state of its stream. */
  private static final String STATE = StreamsRun.class.getSimpleName() + " - stream is ";

  private static final AtomicInteger STARTED = new AtomicInteger();

  /** Java's status after SIGTERM, and after SIGKILL. */
  private static final List<Integer> ENDED_BY_US = List.of(143, 137);

  private final String name;
  private final Process process;
  private final Path log;

  /** True if the instance should end with the device's exit code. */
  private boolean sabotaged;

  private Instance(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static Instance start(String name, InstanceMain.Arguments arguments) throws IOException {
    Files.createDirectories(LOGS);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dtest.log=INFO", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(InstanceMain.class.getName());
    command.addAll(arguments.toCommandLine());
    // A log of its own, for what it says of this life; by number, so that they sort.
    Path log =
        LOGS.resolve(
            "%s-%03d-%s.log".formatted(arguments.images(), STARTED.incrementAndGet(), name));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Instance(name, process, log);
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; whether it stopped within its bound. */
  boolean terminate() throws InterruptedException {
    // Not Process.destroy(), which closes the pipe first: that would be the end of the instance.
    process.toHandle().destroy();
    return process.waitFor(40, TimeUnit.SECONDS);
  }

  /** SIGSTOP now and SIGCONT later: the instance does not know that it was away. */
  void freeze(long millis) throws IOException, InterruptedException {
    signal("STOP");
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                signal("CONT");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** Makes its model fail with the next batch. */
  void sabotage(Sabotage.Kind kind) throws IOException {
    process.getOutputStream().write((kind.name() + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    sabotaged = kind != Sabotage.Kind.FRAME;
  }

  /** Returns true if the sabotage has hit a batch. */
  boolean sabotageStruck(Sabotage.Kind kind) {
    return said().contains(Sabotage.STRUCK + kind);
  }

  /** Returns if the instance has its partitions, by its last report. */
  boolean isRunning() {
    String said = said();
    int last = said.lastIndexOf(STATE);
    return last >= 0 && said.startsWith("RUNNING", last + STATE.length());
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for it to end by itself; whether it did, with the device's exit code. */
  boolean endsOfItsDevice(Duration within) throws InterruptedException {
    return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)
        && process.exitValue() == ExitStatus.DEVICE;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the error if the instance ended and the test did not end it. */
  Optional<String> unexpectedEnd() {
    if (process.isAlive()
        || ENDED_BY_US.contains(process.exitValue())
        || (sabotaged && process.exitValue() == ExitStatus.DEVICE)) {
      return Optional.empty();
    }
    return Optional.of(
        "instance %s ended by itself with status %d; see %s"
            .formatted(name, process.exitValue(), log));
  }

  /** Its name, how it is, and where it says more. */
  @Override
  public String toString() {
    return "%s %s (%s)"
        .formatted(name, isAlive() ? "runs" : "ended with status " + process.exitValue(), log);
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
