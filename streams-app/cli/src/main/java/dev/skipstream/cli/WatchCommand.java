package dev.skipstream.cli;

import dev.skipstream.evaluation.InputFrames;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    description = "Prints detection events as they are committed; ends with --count, or by Ctrl-C.",
    footer = {"", "Example: skipstream watch --from-beginning --count 10 --json"})
final class WatchCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin KafkaOptions kafka;
  @Mixin EventOutput output;
  @Mixin DatarefOptions datarefs;

  @Option(
      names = "--topic",
      defaultValue = "detections",
      description = "topic to read (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--from-beginning",
      description = "begin with the oldest event instead of the next one")
  boolean fromBeginning;

  @Option(names = "--count", paramLabel = "N", description = "end after N events")
  Optional<Long> count;

  @Override
  public Integer call() throws IOException {
    if (count.isPresent() && count.get() < 1) {
      throw new BadInputException("--count is %d: expected at least 1".formatted(count.get()));
    }
    try (StopRequest stop = StopRequest.listen()) {
      long shown = watch(stop);
      System.err.printf("%d events of topic %s shown%n", shown, topic);
    }
    return ExitCode.DONE.status();
  }

  private long watch(StopRequest stop) throws IOException {
    Map<String, Object> config = kafka.reach();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // A mistyped topic is an error: a broker that creates topics by itself must not create it.
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (Consumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        InputFrames frames =
            new InputFrames(config, datarefs.fetcher(ImageLimits.DEFAULT.maxBytes()))) {
      assign(consumer);
      System.err.printf(
          "watching topic %s for %s events, %s%n",
          topic,
          count.isPresent() ? count.get() : "all",
          fromBeginning
              ? "from the oldest on"
              : "from now on; --from-beginning shows older ones too");
      long limit = count.orElse(Long.MAX_VALUE);
      long shown = 0;
      while (shown < limit && !stop.requested()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (shown < limit) {
            show(read(record), frames);
            shown++;
          }
        }
      }
      return shown;
    }
  }

  private void show(OutcomeEvent event, InputFrames frames) throws IOException {
    output.print(event);
    if (output.wantsPictures()
        && event instanceof FindingsEvent detected
        && detected.input().isPresent()) {
      try {
        output.annotate(detected, frames.read(detected.input().get()));
      } catch (InputFrames.GoneException | BadInputException e) {
        // A failed fetch of one picture must not end the command.
        System.err.printf("no picture of %s: %s%n", detected.frame().id(), e.getMessage());
      }
    }
  }

  /** Uses no group, so that watching leaves no trace on the cluster. */
  private void assign(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new BadInputException(
          "topic %s does not exist: create it with 'skipstream topics create', or name another with --topic"
              .formatted(topic));
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
  }

  private static OutcomeEvent read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readOutcome(record.headers(), record.value());
    } catch (InvalidEventException e) {
      throw new BadInputException(
          "%s-%d@%d: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }
}
