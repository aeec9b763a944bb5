package dev.skipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.async.Mutant;
import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills instances at random moments and counts. The seed is printed; {@code -Dguarantees.seed}
 * plays the same schedule again, {@code -Dguarantees.records} and {@code -Dguarantees.faults} make
 * it long.
 */
class GuaranteesIT {
  private static final int PARTITIONS = 4;
  private static final int RECORDS = Integer.getInteger("guarantees.records", 2_400);
  private static final int FAULTS = Integer.getInteger("guarantees.faults", 5);
  private static final boolean EXACTLY_ONCE =
      !"at_least_once".equals(System.getProperty("guarantees.processing"));
  private static final GroupProtocol PROTOCOL =
      GroupProtocol.valueOf(System.getProperty("guarantees.protocol", "CLASSIC"));

  /** Longer than a session: the group has given the instance's partitions away meanwhile. */
  private static final long FREEZE_MILLIS = 8_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What can happen to an instance. */
  private enum Fault {
    KILL,
    KILL_ALL,
    TERMINATE,
    FREEZE
  }

  private final long seed = Long.getLong("guarantees.seed", System.nanoTime() & 0xffff_ffffL);
  private final Random random = new Random(seed);
  private final String images = SharedBroker.uniqueName("guarantees");
  private final Admin admin = SharedBroker.admin();
  private final Map<String, Instance> instances = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  @AfterEach
  void killAll() throws InterruptedException {
    for (Instance instance : instances.values()) {
      instance.kill();
    }
    admin.close();
  }

  @Test
  void nothingIsLostOrDoubledOrOutOfOrderWhateverIsKilled() throws Exception {
    List<Fault> faults =
        random.ints(FAULTS, 0, Fault.values().length).mapToObj(i -> Fault.values()[i]).toList();

    assertThat(violations(Mutant.NONE, RECORDS, faults))
        .as("seed %d, logs in target/guarantees", seed)
        .isEmpty();
  }

  /** The control: a suite that does not notice these proves nothing. */
  @ParameterizedTest
  @EnumSource(
      value = Mutant.class,
      names = {"NO_DRAIN", "AS_THEY_FINISH", "WRONG_CONTEXT"})
  void theSuiteNoticesEveryMutant(Mutant mutant) throws Exception {
    // A clean stop commits what it has taken on: without the drain all of that is lost.
    assertThat(violations(mutant, 240, List.of(Fault.TERMINATE)))
        .as("mutant %s, seed %d", mutant, seed)
        .isNotEmpty();
  }

  private List<String> violations(Mutant mutant, int records, List<Fault> faults) throws Exception {
    long started = System.nanoTime();
    TopicNames topics = TopicNames.of(images);
    Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    ImageTopic input = Topics.check(admin, topics);
    OutcomeAudit audit = new OutcomeAudit(images, input.id(), PARTITIONS, records);
    publish(audit.inputs());
    startInstance("A", mutant);
    startInstance("B", mutant);
    for (int i = 0; i < faults.size(); i++) {
      awaitCommitted((long) records * (i + 1) / (faults.size() + 1));
      inflict(faults.get(i), mutant);
    }
    awaitCommitted(records);
    stopAll();
    expectCommitted(records);
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      violations.addAll(
          audit.violations(reader.read(records, Duration.ofSeconds(2)), !EXACTLY_ONCE));
    }
    System.out.printf(
        "guarantees: mutant %s, seed %d, %d records, %d faults, exactly once %s, protocol %s: %d violations in %.1f s, the first are %s%n",
        mutant,
        seed,
        records,
        faults.size(),
        EXACTLY_ONCE,
        PROTOCOL,
        violations.size(),
        (System.nanoTime() - started) / 1e9,
        violations.subList(0, Math.min(3, violations.size())));
    return violations;
  }

  private void awaitCommitted(long records) {
    try {
      await().atMost(PATIENCE).until(() -> committed() >= records || anyEnded());
    } catch (ConditionTimeoutException e) {
      violations.add("no progress to %d committed records within %s".formatted(records, PATIENCE));
    }
  }

  private void stopAll() throws InterruptedException {
    for (Map.Entry<String, Instance> instance : instances.entrySet()) {
      if (!instance.getValue().terminate()) {
        violations.add("instance " + instance.getKey() + " did not stop within its bound");
      }
      instance.getValue().unexpectedEnd().ifPresent(violations::add);
    }
  }

  private void expectCommitted(int records) throws ExecutionException, InterruptedException {
    if (committed() != records) {
      violations.add("committed offsets add up to %d of %d".formatted(committed(), records));
    }
  }

  private void inflict(Fault fault, Mutant mutant) throws Exception {
    String name = random.nextBoolean() ? "A" : "B";
    System.out.printf("guarantees: %d committed, %s %s%n", committed(), fault, name);
    switch (fault) {
      case KILL -> {
        instances.get(name).kill();
        startInstance(name, mutant);
      }
      case KILL_ALL -> {
        for (String each : List.of("A", "B")) {
          instances.get(each).kill();
          startInstance(each, mutant);
        }
      }
      case TERMINATE -> {
        if (!instances.get(name).terminate()) {
          violations.add("instance " + name + " did not stop within its bound");
        }
        startInstance(name, mutant);
      }
      case FREEZE -> instances.get(name).freeze(FREEZE_MILLIS);
    }
  }

  private void startInstance(String name, Mutant mutant) throws IOException {
    Instance before = instances.get(name);
    if (before != null) {
      before.unexpectedEnd().ifPresent(violations::add);
    }
    InstanceMain.Arguments arguments =
        new InstanceMain.Arguments(
            SharedBroker.bootstrapServers(),
            images,
            mutant,
            EXACTLY_ONCE,
            PROTOCOL,
            random.nextLong());
    instances.put(name, Instance.start(name, arguments));
  }

  private boolean anyEnded() {
    return instances.values().stream().anyMatch(i -> i.unexpectedEnd().isPresent());
  }

  private long committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(InstanceMain.applicationId(images))
            .partitionsToOffsetAndMetadata()
            .get();
    return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
  }

  private static void publish(List<ProducerRecord<byte[], byte[]>> inputs)
      throws ExecutionException, InterruptedException {
    Map<String, Object> config = Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
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
}
