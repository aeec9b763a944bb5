package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import org.apache.kafka.streams.processor.internals.ProcessorMetadata;
import org.apache.kafka.streams.processor.internals.TopicPartitionMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds our reading and writing against that of Kafka Streams. */
class CommittedNotesTest {
  private static final Map<String, Long> NOTES = Map.of("a", 1L, "ä-long-name", Long.MIN_VALUE);

  @Test
  void readsWhatKafkaStreamsWrites() {
    ProcessorMetadata metadata = new ProcessorMetadata();
    NOTES.forEach(metadata::put);

    assertThat(CommittedNotes.read(new TopicPartitionMetadata(77, metadata).encode()))
        .isEqualTo(NOTES);
  }

  @Test
  void kafkaStreamsReadsWhatWeWrite() {
    TopicPartitionMetadata read = TopicPartitionMetadata.decode(CommittedNotes.write(NOTES));

    assertThat(read.partitionTime()).isEqualTo(-1);
    NOTES.forEach((name, value) -> assertThat(read.processorMetadata().get(name)).isEqualTo(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no base 64!", "AA==", "Ag==", "AgAAAAAAAAAAf////w=="})
  void whatIsNotOfAStageHasNoNotes(String metadata) {
    assertThat(CommittedNotes.read(metadata)).isEmpty();
  }

  @Test
  void metadataWithoutNotesHasNone() {
    assertThat(CommittedNotes.read(new TopicPartitionMetadata(5, new ProcessorMetadata()).encode()))
        .isEmpty();
    byte[] oneTooLong = Base64.getDecoder().decode(CommittedNotes.write(Map.of("name", 1L)));
    oneTooLong[16] = 99;
    assertThat(CommittedNotes.read(Base64.getEncoder().encodeToString(oneTooLong))).isEmpty();
  }
}
