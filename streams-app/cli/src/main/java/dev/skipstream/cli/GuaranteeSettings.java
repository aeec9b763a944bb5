package dev.skipstream.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Kafka settings that carry a guarantee of docs/guarantees.md. A user does not set them by
 * {@code --command-config}; some have a flag.
 */
final class GuaranteeSettings {
  private static final Map<String, String> REASONS = new HashMap<>();

  static {
    because(
        "it names the group that shares the input; use --application-id",
        "application.id",
        "group.id");
    because(
        "the members of a group are told apart by Kafka Streams; start one process an instance",
        "group.instance.id");
    because("use --processing-guarantee", "processing.guarantee");
    because(
        "use --group-protocol, the same for all instances",
        "group.protocol",
        "group.remote.assignor");
    because("use --threads", "num.stream.threads");
    because("use --commit-interval", "commit.interval.ms");
    because(
        "readers take committed records only, so an aborted input has no outcome",
        "isolation.level");
    because(
        "offsets are committed with the outcomes that they cover",
        "enable.auto.commit",
        "auto.commit.interval.ms");
    because(
        "an input is read from its first record, and a gap stops the stream; use --from-beginning"
            + " of 'watch'",
        "auto.offset.reset");
    because(
        "an outcome that is acknowledged survives the loss of a broker",
        "enable.idempotence",
        "acks",
        "retries");
    because(
        "transactional ids begin with the application id; use --processing-guarantee",
        "transactional.id",
        "transaction.two.phase.commit.enable");
    because("outcomes keep the order of their inputs", "max.in.flight.requests.per.connection");
    because(
        "records are read and written as bytes",
        "key.serializer",
        "value.serializer",
        "key.deserializer",
        "value.deserializer",
        "default.key.serde",
        "default.value.serde",
        "default.list.key.serde.inner",
        "default.list.key.serde.type",
        "default.list.value.serde.inner",
        "default.list.value.serde.type");
    because(
        "an outcome has the partition of its input",
        "partitioner.class",
        "partitioner.ignore.keys",
        "partition.assignment.strategy");
    because(
        "a record that fails becomes a dead letter; use --dead-letters for its topic",
        "deserialization.exception.handler",
        "default.deserialization.exception.handler",
        "production.exception.handler",
        "default.production.exception.handler",
        "processing.exception.handler",
        "processing.exception.handler.global.enabled",
        "errors.dead.letter.queue.topic.name");
    because("records come as they were published", "interceptor.classes");
    because(
        "the stream brings its own clients, nodes and timestamps",
        "default.client.supplier",
        "default.timestamp.extractor",
        "processor.wrapper.class");
  }

  private GuaranteeSettings() {}

  private static void because(String reason, String... names) {
    List.of(names).forEach(name -> REASONS.put(name, reason));
  }

  /** Says why a setting is rejected, and which flag is there for it; empty for all others. */
  static Optional<String> rejection(String setting) {
    return Optional.ofNullable(REASONS.get(setting));
  }
}
