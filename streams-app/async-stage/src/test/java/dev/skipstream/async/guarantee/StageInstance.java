package dev.skipstream.async.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.async.Mutant;
import dev.skipstream.async.PacedClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A process that runs a {@link StageUnderTest} between two topics, exactly once, and the ways to
 * end it. It ends with the process that started it.
 */
final class StageInstance {
  /** The header in which a result states the input that its context names. */
  static final String INPUT_HEADER = "input";

  private static final Path LOGS = Path.of("target", "stage-guarantees");
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

  /** Java's status after SIGTERM, and after SIGKILL. */
  private static final List<Integer> ENDED_BY_US = List.of(143, 137);

  private static final int STREAM_FAILED = 6;
  private static final int ORPHANED = 99;

  private final Process process;
  private final Path log;

  private StageInstance(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The arguments of a process. */
  record Arguments(
      String bootstrapServers,
      String input,
      String output,
      Mutant mutant,
      Class<? extends StageUnderTest> stage) {}

  static StageInstance start(Arguments arguments) throws IOException {
    Files.createDirectories(LOGS);
    Path log = LOGS.resolve("%s-%03d.log".formatted(arguments.input(), STARTED.incrementAndGet()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(
        List.of(
            StageInstance.class.getName(),
            arguments.bootstrapServers(),
            arguments.input(),
            arguments.output(),
            arguments.mutant().name(),
            arguments.stage().getName()));
    return new StageInstance(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns false if it did not stop within its limit. */
  boolean terminate() throws InterruptedException {
    // Process.destroy() would close the pipe first, which ends the process at once.
    process.toHandle().destroy();
    return process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  /** Returns the error if the process ended and the suite did not end it. */
  Optional<String> unexpectedEnd() {
    return process.isAlive() || ENDED_BY_US.contains(process.exitValue())
        ? Optional.empty()
        : Optional.of(
            "a process ended by itself with status %d; see %s".formatted(process.exitValue(), log));
  }

  /** The program of the process. */
  public static void main(String[] args) throws Exception {
    StageUnderTest stage =
        Class.forName(args[4])
            .asSubclass(StageUnderTest.class)
            .getDeclaredConstructor()
            .newInstance();
    KafkaStreams streams =
        new KafkaStreams(
            topology(args[1], args[2], Mutant.valueOf(args[3]), stage),
            properties(args[0], args[1]),
            new PacedClients(stage.credits()));
    streams.setUncaughtExceptionHandler(
        failure -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(STREAM_FAILED);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(STOPS_WITHIN), "stop"));
    streams.start();
    while (System.in.read() >= 0) {
      // The suite writes nothing: it only holds the pipe open.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  private static Topology topology(
      String input, String output, Mutant mutant, StageUnderTest stage) {
    StreamPartitioner<String, String> ofTheInput =
        new StreamPartitioner<>() {
          @Override
          @SuppressWarnings("removal") // The method to implement in every version up to 4.4.
          public Optional<Set<Integer>> partitions(
              String topic, String key, String value, int partitions) {
            return Optional.of(Set.of(Integer.parseInt(key.substring(0, key.indexOf('@')))));
          }
        };
    return new Topology()
        .addSource("inputs", input)
        .addProcessor("stage", mutant.of(stage.stage()), "inputs")
        .addProcessor("context", StageInstance::stamp, "stage")
        .addSink(
            "results",
            output,
            new StringSerializer(),
            new StringSerializer(),
            ofTheInput,
            "context");
  }

  private static ContextualProcessor<String, String, String, String> stamp() {
    return new ContextualProcessor<>() {
      @Override
      public void process(Record<String, String> result) {
        RecordMetadata at = context().recordMetadata().orElseThrow();
        result.headers().add(INPUT_HEADER, (at.partition() + "@" + at.offset()).getBytes(UTF_8));
        context().forward(result);
      }
    };
  }

  private static Properties properties(String bootstrapServers, String input) {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(input));
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    p.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    p.put(StreamsConfig.POLL_MS_CONFIG, 2);
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // A killed process holds its partitions for a session, and blocks readers for a transaction.
    p.put("consumer.session.timeout.ms", 6_000);
    p.put("consumer.heartbeat.interval.ms", 1_500);
    p.put("producer.transaction.timeout.ms", 10_000);
    p.put("consumer.auto.offset.reset", "earliest");
    return p;
  }

  static String applicationId(String input) {
    return input + "-stage";
  }
}
