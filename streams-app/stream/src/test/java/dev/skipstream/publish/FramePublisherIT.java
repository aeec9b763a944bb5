package dev.skipstream.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishes by the library call, in this module since it has a broker for its tests. */
@Timeout(60)
class FramePublisherIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("published"));
  private final String truth = topics.images() + ".truth";
  private final FrameSource street = FrameSources.open("street:7", SourceSettings.DEFAULT);
  private final PublishSettings settings =
      PublishSettings.of(CLIENT, topics.images())
          .withGroundTruth(truth)
          .withPace(Pace.unlimited())
          .withFrames(3);

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topics.images(), truth, (short) 1);
    }
  }

  @Test
  void publishesTheFramesOfAStreetWithTheirGroundTruth() throws Exception {
    Counted counted = new Counted(Long.MAX_VALUE);

    assertThat(new FramePublisher(settings).publish(street, counted)).isEqualTo(3);

    assertThat(counted.expected).hasValue(3);
    assertThat(counted.published).hasSize(3).doesNotHaveDuplicates();
    assertThat(counted.endings).isEqualTo(1);
    assertThat(read(topics.images())).extracting(FramePublisherIT::keyOf).containsOnly("street-7");
    List<String> truths = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(truth)) {
      GroundTruth known = EventSerdes.readGroundTruth(record.headers(), record.value());
      truths.add(known.frame().id());
    }
    assertThat(truths).isEqualTo(counted.published);
  }

  @Test
  void publishesWithTheDefaults() throws Exception {
    assertThat(publish(topics.images(), truth)).isEqualTo(3);

    assertThat(read(topics.images())).hasSize(3);
    assertThat(read(truth)).hasSize(3);
  }

  @Test
  void endsEarlyWithAllPublishedFramesAcknowledged() throws Exception {
    Counted counted = new Counted(2);

    assertThat(new FramePublisher(settings).publish(street, counted)).isEqualTo(2);

    assertThat(read(topics.images())).hasSize(2);
  }

  @Test
  void namesATopicThatDoesNotExistBeforeTheFirstFrame() {
    Counted counted = new Counted(Long.MAX_VALUE);
    FramePublisher publisher =
        new FramePublisher(settings.withGroundTruth(topics.images() + ".absent"));

    assertThatThrownBy(() -> publisher.publish(street, counted))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(topics.images() + ".absent");
    assertThat(counted.published).isEmpty();
    assertThat(counted.expected).isEmpty();
  }

  // docs:publish
  private static long publish(String images, String groundTruth) throws InterruptedException {
    FrameSource street = FrameSources.open("street:7", SourceSettings.DEFAULT);
    PublishSettings settings =
        PublishSettings.of(CLIENT, images).withGroundTruth(groundTruth).withFrames(3);
    return new FramePublisher(settings).publish(street, PublishControl.NONE);
  }

  // docs:end

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(List.of(topic), records::add);
    }
    return records;
  }

  private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private static final class Counted implements PublishControl {
    private final long limit;
    private final List<String> published = new ArrayList<>();
    private OptionalLong expected = OptionalLong.empty();
    private int endings;

    Counted(long limit) {
      this.limit = limit;
    }

    @Override
    public void starting(OptionalLong frames) {
      expected = frames;
    }

    @Override
    public boolean stopRequested() {
      return published.size() >= limit;
    }

    @Override
    public void published(ImageEvent frame) {
      published.add(frame.id());
    }

    @Override
    public void ending() {
      endings++;
    }
  }
}
