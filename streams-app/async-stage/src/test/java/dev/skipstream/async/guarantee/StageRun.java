package dev.skipstream.async.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.skipstream.async.Mutant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One run: two processes work on the inputs while the faults happen. Each fault happens early in an
 * instalment of the inputs, so that inputs are in flight, and a slow machine has the same schedule.
 */
final class StageRun implements AutoCloseable {

  /** The kinds of faults. */
  enum Fault {
    /** {@code kill -9} of one process, which starts again. */
    KILL,
    /** {@code kill -9} of both processes. */
    KILL_ALL,
    /** SIGTERM to one process, which starts again. */
    TERMINATE
  }

  private static final int PARTITIONS = 4;
  private static final int PROCESSES = 2;

  /** The share of an instalment that is committed when its fault happens: one in so many. */
  private static final long STRIKES_AFTER = 8;

  private static final Duration PROGRESS_WITHIN = Duration.ofMinutes(2);

  private final StageInstance.Arguments arguments;
  private final StageUnderTest stage;
  private final List<Fault> faults;
  private final Random random;
  private final Admin admin;
  private final StageInstance[] processes;
  private final long firstTimestamp = System.currentTimeMillis();
  private final List<String> violations = new ArrayList<>();

  StageRun(
      String bootstrapServers,
      String name,
      Mutant mutant,
      Class<? extends StageUnderTest> stage,
      List<Fault> faults,
      Random random)
      throws ReflectiveOperationException {
    this.arguments =
        new StageInstance.Arguments(bootstrapServers, name, name + "-results", mutant, stage);
    this.stage = stage.getDeclaredConstructor().newInstance();
    this.faults = faults;
    // Without faults a second process would show nothing.
    this.processes = new StageInstance[faults.isEmpty() ? 1 : PROCESSES];
    this.random = random;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Violations that are no matter of results: a process that ended, or no progress. */
  List<String> violations() {
    return violations;
  }

  /** Runs the faults in their order, and returns the faults in the results. */
  List<StageAudit.Finding> run(int inputs) throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(arguments.input(), PARTITIONS, (short) 1),
                new NewTopic(arguments.output(), PARTITIONS, (short) 1)))
        .all()
        .get();
    StageAudit audit = new StageAudit(stage, PARTITIONS, firstTimestamp);
    for (int i = 0; i < processes.length; i++) {
      processes[i] = StageInstance.start(arguments);
    }
    int perPartition = inputs / PARTITIONS;
    int published = 0;
    for (int i = 0; i < faults.size(); i++) {
      int from = published;
      published = perPartition * (i + 1) / (faults.size() + 1);
      publish(audit, from, published);
      awaitCommitted(PARTITIONS * (from + (published - from) / STRIKES_AFTER));
      inflict(faults.get(i));
    }
    publish(audit, published, perPartition);
    awaitCommitted((long) PARTITIONS * perPartition);
    for (StageInstance process : processes) {
      terminate(process);
    }
    return audit.run(arguments.bootstrapServers(), arguments.output(), perPartition);
  }

  private void inflict(Fault fault) throws Exception {
    int victim = random.nextInt(processes.length);
    System.out.printf("stage guarantees: %d committed, %s %d%n", committed(), fault, victim);
    switch (fault) {
      case KILL -> processes[victim].kill();
      case KILL_ALL -> {
        for (StageInstance process : processes) {
          process.kill();
        }
      }
      case TERMINATE -> terminate(processes[victim]);
    }
    for (int i = 0; i < processes.length; i++) {
      if (i == victim || fault == Fault.KILL_ALL) {
        processes[i] = StageInstance.start(arguments);
      }
    }
  }

  private void terminate(StageInstance process) throws InterruptedException {
    if (!process.terminate()) {
      violations.add("a process did not stop within its limit after SIGTERM");
    }
    process.unexpectedEnd().ifPresent(violations::add);
  }

  private void awaitCommitted(long inputs) {
    await("%d committed inputs of %s".formatted(inputs, arguments.input()))
        .atMost(PROGRESS_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              for (StageInstance process : processes) {
                process
                    .unexpectedEnd()
                    .ifPresent(
                        end -> {
                          throw new AssertionError(end);
                        });
              }
              return committed() >= inputs;
            });
  }

  private long committed() throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(StageInstance.applicationId(arguments.input()))
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private void publish(StageAudit audit, long from, long to)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", arguments.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (long offset = from; offset < to; offset++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          String key = StageAudit.keyOf(partition, offset);
          ProducerRecord<String, String> input =
              new ProducerRecord<>(
                  arguments.input(),
                  partition,
                  audit.timestampOf(partition, offset),
                  key,
                  stage.input(partition, offset));
          input.headers().add(StageAudit.TRACE_HEADER, key.getBytes(UTF_8));
          sent.add(producer.send(input));
        }
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  @Override
  public void close() {
    for (StageInstance process : processes) {
      if (process != null) {
        process.kill();
      }
    }
    admin.close();
  }
}
