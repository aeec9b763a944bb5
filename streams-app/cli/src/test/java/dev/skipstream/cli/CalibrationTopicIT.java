package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.image.Frame;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.OffsetRange;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class CalibrationTopicIT {
  private static final Map<String, Object> CLIENT =
      Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("calibrated"));

  @Test
  void readsEachImageAndLeavesOutWhatIsNone() throws Exception {
    create();
    publish(0, png(20));
    publish(1, new byte[] {1, 2, 3});
    publish(2, png(30));

    CalibrationTopic topic = open(topics.images(), 300);

    assertThat(widths(topic)).containsExactlyInAnyOrder(20, 30);
    assertThat(widths(topic)).as("read again").containsExactlyInAnyOrder(20, 30);
  }

  @Test
  void aTopicWithoutRecordsIsRejected() {
    create();

    assertThatThrownBy(() -> open(topics.images(), 300))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has no record: expected some hundred image events");
  }

  @Test
  void aTopicThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> open("nowhere", 300))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void choosesRecordsAtEqualDistancesOverAllPartitions() {
    List<OffsetRange> ranges =
        List.of(new OffsetRange(0, 10, 14), new OffsetRange(1, 5, 5), new OffsetRange(2, 0, 4));

    assertThat(CalibrationTopic.spread("images", ranges, 4))
        .containsExactly(at(0, 10), at(0, 12), at(2, 0), at(2, 2));
    assertThat(CalibrationTopic.spread("images", ranges, 300)).hasSize(8).doesNotHaveDuplicates();
  }

  private static InputPosition at(int partition, long offset) {
    return new InputPosition("images", partition, offset);
  }

  private void create() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  private static CalibrationTopic open(String topic, int most) {
    return CalibrationTopic.of(
        CLIENT, () -> new DatarefFetcher(FetchSettings.NOTHING), topic, most);
  }

  private static List<Integer> widths(CalibrationTopic topic) {
    try (Stream<Frame> frames = topic.read()) {
      return frames.map(Frame::width).toList();
    }
  }

  private void publish(int frame, byte[] image) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              EventSerdes.write(
                  topics.images(),
                  new ImageEvent(
                      "gate/" + frame,
                      "gate",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      image)))
          .get();
    }
  }

  private static byte[] png(int width) throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, 10, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }
}
