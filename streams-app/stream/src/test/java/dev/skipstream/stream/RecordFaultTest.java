package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.RecordException;
import dev.skipstream.async.StageException;
import dev.skipstream.async.StalledException;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.topics.BrokerException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordFaultTest {
  private static final InputPosition AT = new InputPosition("images", 3, 9121);

  static Stream<Exception> ofTheRecord() {
    return Stream.of(
        new RecordTooLargeException("too large"),
        new InvalidTimestampException("in 2099"),
        new InvalidRecordException("without a key"));
  }

  @ParameterizedTest
  @MethodSource("ofTheRecord")
  void aRefusalOfTheRecordIsItsFault(Exception refusal) {
    assertThat(RecordFault.ofRefusal(AT, refusal))
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.at()).isEqualTo(AT);
              assertThat(fault.what()).contains(refusal.getMessage());
            });
  }

  static Stream<Exception> ofTheBroker() {
    return Stream.of(
        new TimeoutException("120000 ms have passed"),
        new NetworkException(),
        new NotEnoughReplicasException("1 of 2"),
        new TopicAuthorizationException("detections"),
        new UnknownTopicOrPartitionException("detections"),
        new ProducerFencedException("epoch 7"),
        new TransactionAbortedException(),
        // What the innocent records of a refused batch get.
        new KafkaException("it was part of a batch which had one more more invalid records"));
  }

  @ParameterizedTest
  @MethodSource("ofTheBroker")
  void aFailureOfTheBrokerIsNoRecordsFault(Exception failure) {
    assertThat(RecordFault.ofRefusal(AT, failure)).isEmpty();
    assertThat(RecordFault.of(new StreamsException(failure))).isEmpty();
  }

  @Test
  void aFailureThatNamesItsRecordIsItsFaultHoweverItIsWrapped() {
    RuntimeException named = named(new ArithmeticException("long overflow"));

    assertThat(RecordFault.of(new StreamsException(new StreamsException(named))))
        .hasValueSatisfying(fault -> assertThat(fault.at()).isEqualTo(AT));
  }

  @Test
  void aDeviceOrAModelOrABrokerThatFailsOnARecordIsNotItsFault() {
    for (RuntimeException failure :
        List.of(
            new DetectorException("CUDA error: device-side assert triggered", null),
            new DetectorException("the model fails", null),
            new BrokerException("no broker answers"),
            new StalledException("no result within 9900 ms"))) {
      assertThat(RecordFault.of(named(failure))).as("%s", failure).isEmpty();
    }
  }

  @Test
  void aFailureThatNamesNoRecordIsNoRecordsFault() {
    assertThat(RecordFault.of(new StageException("the stage is closed"))).isEmpty();
    assertThat(RecordFault.of(new OutOfMemoryError())).isEmpty();
    assertThat(RecordFault.of(new IllegalStateException("a defect"))).isEmpty();
  }

  private static RecordException named(RuntimeException failure) {
    return new RecordException(
        new TopicPartition(AT.topic(), AT.partition()), AT.offset(), "work failed", failure);
  }
}
