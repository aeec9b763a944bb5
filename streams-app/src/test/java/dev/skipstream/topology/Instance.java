package dev.skipstream.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running {@link InstanceMain}, and the ways to end it. */
final class Instance {
  private static final Path LOGS = Path.of("target", "guarantees");

  /** Java's status after SIGTERM, and after SIGKILL. */
  private static final List<Integer> ENDED_BY_US = List.of(143, 137);

  private final String name;
  private final Process process;

  private Instance(String name, Process process) {
    this.name = name;
    this.process = process;
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
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    LOGS.resolve(arguments.images() + "-" + name + ".log").toFile()))
            .start();
    return new Instance(name, process);
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; whether it stopped within its bound. */
  boolean terminate() throws InterruptedException {
    process.destroy();
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

  /** What went wrong if the instance ended and we have not ended it. */
  Optional<String> unexpectedEnd() {
    if (process.isAlive() || ENDED_BY_US.contains(process.exitValue())) {
      return Optional.empty();
    }
    return Optional.of(
        "instance %s ended by itself with status %d; see %s"
            .formatted(name, process.exitValue(), LOGS));
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
