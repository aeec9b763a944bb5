package dev.skipstream.stream;

import static org.awaitility.Awaitility.await;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.broker.KillableBroker;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run: puts the inputs in, has instances work on them while the plan's faults happen, and holds
 * what came out against what went in. Faults follow the progress of the stream, so that a slow
 * machine sees the same schedule.
 */
final class GuaranteeRun implements AutoCloseable {
  private static final int PARTITIONS = 4;

  /** Longer than a session: the group has given the instance's partitions away meanwhile. */
  private static final Map<GroupProtocol, Long> FREEZE_MILLIS =
      Map.of(GroupProtocol.CLASSIC, 5_000L, GroupProtocol.STREAMS, 8_000L);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Time for an instance to get a batch again: two sessions and a start. */
  private static final Duration STRIKES_WITHIN = Duration.ofSeconds(30);

  /** A start, a session that has to pass before, and a rebalance. */
  private static final Duration RUNS_WITHIN = Duration.ofMinutes(1);

  /** The drain's limit, the closing of the stream, and that of a worker that hangs. */
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(1);

  private final GuaranteePlan plan;
  private final KillableBroker broker;
  private final TopicNames topics;
  private final Admin admin;
  private final Random seeds;
  private final Map<String, Instance> instances = new TreeMap<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  GuaranteeRun(GuaranteePlan plan, KillableBroker broker, String images) {
    this.plan = plan;
    this.broker = broker;
    this.topics = TopicNames.of(images);
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    this.seeds = new Random(~plan.seed());
  }

  GuaranteeReport run() throws Exception {
    long started = System.nanoTime();
    System.out.printf("guarantees: seed %d, mutant %s%n", plan.seed(), plan.mutant());
    Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    ScriptedInputs inputs = new ScriptedInputs(topics.images(), PARTITIONS, plan.records());
    start("A");
    start("B");
    List<ProducerRecord<byte[], byte[]>> records = inputs.records();
    // In instalments: a fault takes long, and the others must not be done before the next one.
    int published = 0;
    for (int i = 0; i < plan.faults().size(); i++) {
      Fault fault = plan.faults().get(i);
      reviveTheDead();
      if (fault.kind().sabotage().isPresent()) {
        // Before its work comes: afterwards it might be done.
        awaitRunning(fault.victim());
        instances.get(fault.victim()).sabotage(fault.kind().sabotage().get());
      }
      int from = published;
      published = (int) ((long) plan.records() * (i + 1) / (plan.faults().size() + 1));
      publish(records.subList(from, published));
      if (fault.kind().sabotage().isEmpty()) {
        awaitCommitted((from + published) / 2);
      }
      inflict(fault);
    }
    publish(records.subList(published, plan.records()));
    awaitCommitted(plan.records());
    reviveTheDead();
    stopAll();
    expectCommitted();
    AuditReport audit = audit(inputs);
    audit.findings().forEach(finding -> violations.add(finding.toString()));
    violations.addAll(inputs.violations());
    expect("inputs", plan.records(), audit.inputs());
    return new GuaranteeReport(
        plan,
        done,
        audit,
        inputs.failedOnce(),
        violations,
        Duration.ofNanos(System.nanoTime() - started));
  }

  private AuditReport audit(ScriptedInputs inputs) {
    try {
      return new Audit(Map.of("bootstrap.servers", broker.bootstrapServers()), topics)
          .run(
              new RangeBound.Earliest(),
              new RangeBound.Latest(),
              new Audit.Rules(!plan.exactlyOnce(), /* skipAnswered= */ false),
              inputs::check);
    } catch (BrokerException e) {
      throw new AssertionError(
          "seed %d, after %s and %s: %s%n%s"
              .formatted(plan.seed(), done, violations, e.getMessage(), state()),
          e);
    }
  }

  private String state() {
    return new RunState(admin, topics, InstanceMain.applicationId(topics.images())).with(instances);
  }

  private void awaitCommitted(long records) {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> committed() >= records || anyEnded());
    } catch (ConditionTimeoutException e) {
      violations.add(
          "no progress to %d committed records within %s%n%s"
              .formatted(records, PATIENCE, state()));
    }
  }

  /** Until it has its share of the input, so that what is about to go wrong meets a batch. */
  private void awaitRunning(String name) {
    try {
      await().atMost(RUNS_WITHIN).until(() -> instances.get(name).isRunning());
    } catch (ConditionTimeoutException e) {
      violations.add("instance %s did not run within %s%n%s".formatted(name, RUNS_WITHIN, state()));
    }
  }

  /** Starts an instance again that ended by itself, which is a violation. */
  private void reviveTheDead() throws IOException {
    for (String name : List.copyOf(instances.keySet())) {
      if (instances.get(name).unexpectedEnd().isPresent()) {
        start(name);
      }
    }
  }

  private void inflict(Fault fault) throws Exception {
    System.out.printf(
        "guarantees: %d committed, %s %s%n", committed(), fault.kind(), fault.victim());
    switch (fault.kind()) {
      case KILL -> kill(fault.victim());
      case KILL_ALL -> {
        for (String each : List.copyOf(instances.keySet())) {
          kill(each);
        }
      }
      case TERMINATE -> {
        terminate(fault.victim());
        start(fault.victim());
        count("SIGTERM");
      }
      case FREEZE -> {
        instances.get(fault.victim()).freeze(FREEZE_MILLIS.get(plan.protocol()));
        count("freezes");
      }
      case JOIN_OR_LEAVE -> {
        if (instances.containsKey("C")) {
          terminate("C");
          instances.remove("C");
          count("leaves");
        } else {
          start("C");
          count("joins");
        }
      }
      case BROKER_RESTART -> {
        broker.killAndRestart();
        count("broker kills");
      }
      case STUCK_WORKER -> awaitItsEnd(fault.victim(), Sabotage.Kind.HANG, "stuck workers");
      case DEVICE_FAULT -> awaitItsEnd(fault.victim(), Sabotage.Kind.DEVICE, "device faults");
      case FRAME_FAILURE -> count("frame failures");
    }
  }

  private void kill(String name) throws IOException {
    instances.get(name).kill();
    start(name);
    count("kill -9");
  }

  private void terminate(String name) throws InterruptedException {
    if (!instances.get(name).terminate()) {
      violations.add("instance " + name + " did not stop within its bound");
    }
    instances.get(name).unexpectedEnd().ifPresent(violations::add);
  }

  private void awaitItsEnd(String name, Sabotage.Kind kind, String counted) throws Exception {
    Instance instance = instances.get(name);
    try {
      await()
          .atMost(STRIKES_WITHIN)
          .until(() -> instance.sabotageStruck(kind) || !instance.isAlive());
    } catch (ConditionTimeoutException e) {
      // It had no partition of those that there was work in.
      kill(name);
      count(counted + " that met no frame");
      return;
    }
    if (!instance.endsOfItsDevice(ENDS_WITHIN)) {
      violations.add(
          "instance %s: %s, expected the device's exit code within %s"
              .formatted(name, kind, ENDS_WITHIN));
      instance.kill();
    }
    start(name);
    count(counted);
  }

  private void start(String name) throws IOException {
    Instance before = instances.get(name);
    if (before != null) {
      before.unexpectedEnd().ifPresent(violations::add);
    }
    InstanceMain.Arguments arguments =
        new InstanceMain.Arguments(
            broker.bootstrapServers(),
            topics.images(),
            plan.mutant(),
            plan.exactlyOnce(),
            plan.protocol(),
            plan.pace(),
            seeds.nextLong());
    instances.put(name, Instance.start(name, arguments));
  }

  private void stopAll() throws InterruptedException {
    for (String name : instances.keySet()) {
      terminate(name);
    }
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private void expectCommitted() throws ExecutionException, InterruptedException {
    expect("committed offsets", plan.records(), committed());
  }

  private void expect(String what, long expected, long came) {
    if (expected != came) {
      violations.add("%s: expected %d, came %d".formatted(what, expected, came));
    }
  }

  private boolean anyEnded() {
    return instances.values().stream().anyMatch(i -> i.unexpectedEnd().isPresent());
  }

  private long committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(InstanceMain.applicationId(topics.images()))
            .partitionsToOffsetAndMetadata()
            .get();
    return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
  }

  private void publish(List<ProducerRecord<byte[], byte[]>> inputs)
      throws ExecutionException, InterruptedException {
    // Where a partition has just got its leader back, the broker may refuse a new producer's first
    // batch and take its third, and then the first is a gap for ever: one request at a time.
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrapServers(),
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> input : inputs) {
        sent.add(producer.send(input));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  @Override
  public void close() {
    for (Instance instance : instances.values()) {
      instance.kill();
    }
    admin.close();
  }
}
