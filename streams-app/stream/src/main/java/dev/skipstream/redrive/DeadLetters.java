package dev.skipstream.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.TopicRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Dead letters, and the input records that they were.
 *
 * <p>Threading: for one thread; blocks on the broker.
 */
final class DeadLetters {
  private final RedriveSettings settings;
  private final Admin admin;
  private final CommittedReader reader;

  /**
   * A dead letter.
   *
   * @param at the position of the dead letter
   * @param input the position of its input
   */
  record Letter(
      InputPosition at,
      InputPosition input,
      String reason,
      ConsumerRecord<byte[], byte[]> record) {}

  DeadLetters(RedriveSettings settings, Admin admin, CommittedReader reader) {
    this.settings = settings;
    this.admin = admin;
    this.reader = reader;
  }

  /** Returns the positions of the chosen dead letters, in the order of each partition. */
  List<InputPosition> chosen(RedriveSelection selection) {
    String topic = settings.deadLetters();
    if (selection instanceof RedriveSelection.Named named) {
      return named.places().stream()
          .map(place -> new InputPosition(topic, place.partition(), place.offset()))
          .distinct()
          .toList();
    }
    RedriveSelection.Range range = (RedriveSelection.Range) selection;
    List<InputPosition> chosen = new ArrayList<>();
    reader.read(
        topic,
        TopicRange.resolve(admin, topic, range.from(), range.to()),
        record -> {
          if (isChosen(record, range.reasons())) {
            chosen.add(new InputPosition(topic, record.partition(), record.offset()));
          }
        });
    return chosen;
  }

  /** A dead-letter topic may have those of several inputs. */
  private boolean isChosen(ConsumerRecord<byte[], byte[]> record, Set<String> reasons) {
    try {
      return DeadLetterHeaders.input(record.headers()).topic().equals(settings.images())
          && (reasons.isEmpty() || reasons.contains(DeadLetterHeaders.reason(record.headers())));
    } catch (InvalidEventException e) {
      return false; // Another program has written it; the audit reports it.
    }
  }

  /** Reads a dead letter. */
  Letter read(InputPosition at) throws NotRedrivableException {
    ConsumerRecord<byte[], byte[]> record = recordAt(at, "the dead letter");
    InputPosition input;
    try {
      input = DeadLetterHeaders.input(record.headers());
    } catch (InvalidEventException e) {
      throw new NotRedrivableException("the record is no dead letter: " + e.getMessage());
    }
    if (!input.topic().equals(settings.images())) {
      throw new NotRedrivableException(
          "its input is %s: expected a record of %s; name the input topic with --topic"
              .formatted(input, settings.images()));
    }
    return new Letter(at, input, DeadLetterHeaders.reason(record.headers()), record);
  }

  /** Reads the input of a dead letter, which must be the record that it was. */
  ConsumerRecord<byte[], byte[]> original(Letter letter) throws NotRedrivableException {
    ConsumerRecord<byte[], byte[]> original = recordAt(letter.input(), "its input");
    if (!isOf(letter.record(), original)) {
      throw new NotRedrivableException(
          "its input %s is gone: another record is there, so the topic was created again; publish the image again"
              .formatted(letter.input()));
    }
    return original;
  }

  private ConsumerRecord<byte[], byte[]> recordAt(InputPosition at, String what)
      throws NotRedrivableException {
    TopicPartition partition = new TopicPartition(at.topic(), at.partition());
    Long begin = reader.begins(List.of(at.topic())).get(partition);
    if (begin == null) {
      throw new NotRedrivableException(
          "%s %s is gone: the topic has no partition %d".formatted(what, at, at.partition()));
    }
    if (at.offset() < begin) {
      throw new NotRedrivableException(
          "%s %s is gone: the oldest record of the partition is at offset %d; publish the image again"
              .formatted(what, at, begin));
    }
    long end = reader.ends(List.of(at.topic())).get(partition);
    if (at.offset() >= end) {
      throw new NotRedrivableException(
          "%s %s is not there: the partition ends at offset %d".formatted(what, at, end));
    }
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    reader.read(Map.of(partition, at.offset()), Map.of(partition, at.offset() + 1), found::add);
    if (found.isEmpty()) {
      throw new NotRedrivableException(
          "%s %s is gone: no committed record is at this offset".formatted(what, at));
    }
    return found.get(0);
  }

  /** Compares what the dead letter has of its input. */
  private static boolean isOf(
      ConsumerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> original) {
    Set<String> dropped = DeadLetterHeaders.dropped(letter.headers());
    return (dropped.contains("value") || Arrays.equals(letter.value(), original.value()))
        && (dropped.contains("key") || Arrays.equals(letter.key(), original.key()))
        && (dropped.contains("headers") || id(letter).equals(id(original)));
  }

  private static Optional<String> id(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.headers().lastHeader("ce_id"))
        .map(Header::value)
        .map(value -> new String(value, UTF_8));
  }
}
