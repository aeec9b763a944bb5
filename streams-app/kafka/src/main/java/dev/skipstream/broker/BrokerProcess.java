package dev.skipstream.broker;

import dev.skipstream.topics.BrokerException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An {@link EmbeddedBroker} in its own JVM. A crash of this process therefore does not end the
 * broker at once, and the broker's jars stay off the app's class path. The child reads its standard
 * input: when this process ends for any reason, the input ends, and the broker stops.
 *
 * <p>Threading: {@link #start} blocks until the child accepts connections, {@link #close} until it
 * has stopped, both with a bound. May be called from any thread.
 */
public final class BrokerProcess implements AutoCloseable {
  /** Names the folder that holds {@code broker-lib}; set by the launcher. */
  public static final String HOME_PROPERTY = "skipstream.home";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The free space below which a disk counts as full: the broker needs space for a segment's index.
   */
  private static final long FULL_BELOW_BYTES = 16L << 20;

  private final Process process;
  private final Path data;
  private final String bootstrapServers;

  /** True once the end of the process was requested. */
  private volatile boolean closing;

  private BrokerProcess(Process process, Path data, String bootstrapServers) {
    this.process = process;
    this.data = data;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and waits until it accepts connections.
   *
   * @param data the broker's data folder, kept between runs; the log is {@code broker.log} in it
   * @param listener the listener for clients
   * @throws BrokerException when it does not come up: the message holds the last one of its log
   */
  public static BrokerProcess start(Path data, Listener listener) {
    return start(data, listener, List.of());
  }

  /**
   * Starts a broker whose JVM has other options than the default ones.
   *
   * @param javaOptions such as {@code -XX:+UseSerialGC}
   * @see #start(Path, Listener)
   */
  public static BrokerProcess start(Path data, Listener listener, List<String> javaOptions) {
    Path log = logOf(data);
    Process process = launch(data, listener, javaOptions, log);
    try {
      String line = firstLine(process).get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (line == null || !line.startsWith(BrokerMain.LISTENING)) {
        throw new BrokerException(
            "broker in %s stopped while starting: %s; %s; see %s"
                .formatted(data, lastMessage(log), spaceOf(data), log));
      }
      return new BrokerProcess(process, data, line.substring(BrokerMain.LISTENING.length()));
    } catch (TimeoutException e) {
      throw abandoned(
          process, "broker in %s: not up within %s; see %s".formatted(data, START_TIMEOUT, log), e);
    } catch (ExecutionException e) {
      throw abandoned(process, "broker in %s: its output cannot be read".formatted(data), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw abandoned(process, "interrupted while the broker started", e);
    }
  }

  /** Returns the value of {@code bootstrap.servers} for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Throws if the broker has ended by itself; returns while it runs, and after {@link #close}.
   *
   * @throws BrokerException when it has ended by itself; the message has its folder and the space
   *     that is free there
   */
  public void throwIfEnded() {
    if (!closing && !process.isAlive() && process.exitValue() != 0) {
      throw new BrokerException(
          "the broker in %s ended by itself with exit status %d: %s; its log ends with: %s; see %s"
              .formatted(
                  data, process.exitValue(), spaceOf(data), lastMessage(logOf(data)), logOf(data)));
    }
  }

  /** Blocks until the broker ends, of itself or by {@link #close}; returns its exit status. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /**
   * Stops the broker when this JVM is asked to stop. Only for a process that does nothing else:
   * clients in this JVM would lose the broker while they still commit.
   */
  public void closeOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-broker"));
  }

  /** Stops the broker: by asking, and after a bound by force, which costs it a log recovery. */
  @Override
  public void close() {
    closing = true;
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** The child's process ID, for tests that kill it. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  private static Process launch(Path data, Listener listener, List<String> javaOptions, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Dlogback.configurationFile=dev/skipstream/broker/broker-logback.xml",
            "-cp",
            classPath(),
            BrokerMain.class.getName(),
            Integer.toString(listener.port()),
            data.resolve("kafka").toString()));
    listener.advertisedHost().ifPresent(command::add);
    try {
      Files.createDirectories(data);
      return new ProcessBuilder(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new BrokerException("broker in %s cannot be started: %s".formatted(data, e), e);
    }
  }

  /** The broker's jars, then everything the app has. In tests the app has them all. */
  private static String classPath() {
    String own = System.getProperty("java.class.path");
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      return own;
    }
    Path jars = Path.of(home, "broker-lib");
    if (!Files.isDirectory(jars)) {
      throw new BrokerException(
          "%s is %s, which has no folder broker-lib: build first, or point it at the folder that has it"
              .formatted(HOME_PROPERTY, home));
    }
    return jars.resolve("*") + File.pathSeparator + own;
  }

  /**
   * Reads the child's first line, and then the rest, so that the child never blocks on a full pipe.
   */
  private static CompletableFuture<String> firstLine(Process process) {
    CompletableFuture<String> first = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                first.complete(lines.readLine());
                while (lines.readLine() != null) {
                  // Nothing is expected after the first line.
                }
              } catch (IOException e) {
                first.completeExceptionally(e);
              }
            },
            "broker-output");
    reader.setDaemon(true);
    reader.start();
    return first;
  }

  private static Path logOf(Path data) {
    return data.resolve("broker.log");
  }

  /** A broker whose disk is full can often not write that into its log. */
  private static String spaceOf(Path data) {
    try {
      FileStore disk = Files.getFileStore(data);
      long free = disk.getUsableSpace();
      return (free < FULL_BELOW_BYTES
              ? "the disk is full, %d KiB of %d are free in %s"
              : "%d KiB of %d are free in %s")
          .formatted(free >> 10, disk.getTotalSpace() >> 10, disk.name());
    } catch (IOException e) {
      return "its disk cannot be asked for free space (%s)".formatted(e.getMessage());
    }
  }

  private static BrokerException abandoned(Process process, String message, Exception cause) {
    process.destroyForcibly();
    return new BrokerException(message, cause);
  }

  private static String lastMessage(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("\t"))
          .reduce((earlier, later) -> later)
          .orElse("it said nothing");
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }
}
