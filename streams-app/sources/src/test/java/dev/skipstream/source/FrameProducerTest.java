package dev.skipstream.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FrameProducerTest {
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final FrameProducer publisher =
      new FrameProducer(kafka, "images", Optional.of("ground-truth"), PublishTraces.NONE);

  @Test
  void keysAFrameByItsSource() {
    publisher.publish(frame());

    assertThat(kafka.history()).hasSize(1);
    assertThat(kafka.history().get(0).key()).isEqualTo("lobby".getBytes(UTF_8));
    assertThat(kafka.history().get(0).topic()).isEqualTo("images");
  }

  @Test
  void doesNotEndWellWhenAFrameWasRefused() {
    publisher.publish(frame());
    assertThat(kafka.errorNext(new RecordTooLargeException("11 MB"))).isTrue();

    assertThatThrownBy(publisher::flush)
        .isInstanceOf(KafkaException.class)
        .hasMessage("frame lobby/1 was not published to images: 11 MB");
  }

  @Test
  void tellsWhatIsInAFrameAfterTheFrameUnderTheSameKey() {
    publisher.publish(new PlayedFrame(frame(), Optional.of(truth())));

    assertThat(kafka.history())
        .extracting(ProducerRecord::topic)
        .containsExactly("images", "ground-truth");
    assertThat(kafka.history())
        .extracting(record -> new String(record.key(), UTF_8))
        .containsOnly("lobby");
  }

  @Test
  void keepsTheTruthToItselfWithoutATopicForIt() {
    FrameProducer images = new FrameProducer(kafka, "images", Optional.empty(), PublishTraces.NONE);

    images.publish(new PlayedFrame(frame(), Optional.of(truth())));

    assertThat(kafka.history()).extracting(ProducerRecord::topic).containsExactly("images");
  }

  @Test
  void doesNotEndWellWhenATruthWasRefused() {
    publisher.publish(new PlayedFrame(frame(), Optional.of(truth())));
    assertThat(kafka.completeNext()).isTrue();
    assertThat(kafka.errorNext(new RecordTooLargeException("2 MB"))).isTrue();

    assertThatThrownBy(publisher::flush)
        .hasMessage("the truth about frame lobby/1 was not published to ground-truth: 2 MB");
  }

  private static GroundTruth truth() {
    return new GroundTruth(
        new FrameInfo("lobby/1", "lobby", Optional.empty(), Optional.empty(), 64, 48), List.of());
  }

  private static ImageEvent frame() {
    return new ImageEvent(
        "lobby/1", "lobby", Optional.empty(), Optional.empty(), Optional.empty(), new byte[] {1});
  }
}
