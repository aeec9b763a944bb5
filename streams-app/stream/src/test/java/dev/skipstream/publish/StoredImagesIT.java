package dev.skipstream.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.store.ImageStore;
import dev.skipstream.source.store.ImageStores;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishes images by reference: each image is stored before its event is sent. */
@Timeout(600)
class StoredImagesIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private static final String WEBCAM = "lavfi:testsrc2=size=320x240:rate=20,realtime";

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("stored"));

  @TempDir Path folder;

  /** Publishes a source without end to a store of files, until it is killed. */
  static final class Publisher {
    private Publisher() {}

    public static void main(String[] arguments) throws Exception {
      PublishSettings settings =
          new PublishSettings(
              Map.of("bootstrap.servers", arguments[0]),
              arguments[1],
              Optional.empty(),
              Pace.unlimited(),
              /* loop= */ true,
              Playback.DEFAULT_MAX_GAP,
              OptionalLong.empty());
      try (ImageStore store = ImageStores.open(URI.create(arguments[2]), Optional.empty())) {
        new FramePublisher(settings, store)
            .publish(FrameSources.open(arguments[3], SourceSettings.DEFAULT), PublishControl.NONE);
      }
    }
  }

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  @Test
  void aKilledPublisherLeavesNoEventWithoutItsImage() throws Exception {
    // The store takes the bytes as they are.
    byte[] image = new byte[200_000];
    new Random(7).nextBytes(image);
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.write(images.resolve("a.jpg"), image);

    killThreeTimes(images.toString(), stored -> assertThat(stored).isEqualTo(image));
  }

  @Test
  void aKilledPublisherOfACameraLeavesNoEventWithoutItsImage() throws Exception {
    killThreeTimes(WEBCAM, StoredImagesIT::requireWholeJpeg);
  }

  private static void requireWholeJpeg(byte[] stored) {
    assertThat(stored).startsWith(0xFF, 0xD8).endsWith(0xFF, 0xD9);
  }

  /** Kills a publisher of a source, and checks the image of each of its events. */
  private void killThreeTimes(String source, Consumer<byte[]> check) throws Exception {
    int seen = 0;
    for (int kill = 0; kill < 3; kill++) {
      Process publisher =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Publisher.class.getName(),
                  SharedBroker.bootstrapServers(),
                  topics.images(),
                  "file://" + folder.resolve("store"),
                  source)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("publisher.log").toFile())
              .start();
      try {
        int before = seen;
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> !publisher.isAlive() || events().size() > before + 2);
        assertThat(publisher.isAlive()).as("still publishes").isTrue();
      } finally {
        publisher.destroyForcibly().waitFor();
      }
      List<ImageEvent> events = events();
      seen = events.size();
      for (ImageEvent event : events) {
        assertThat(event.image()).isEmpty();
        check.accept(Files.readAllBytes(Path.of(event.dataref().orElseThrow())));
      }
    }
  }

  @Test
  void aCameraOutlivesAnOutageOfItsStore() throws Exception {
    int outage = 3;
    ImageStore store =
        new ImageStore() {
          private int asked;

          @Override
          public ImageEvent store(ImageEvent event) throws IOException {
            if (++asked <= outage) {
              throw new IOException("frame %s: no space left".formatted(event.id()));
            }
            return event.storedAt(URI.create("file:/images/" + event.sequence().orElseThrow()));
          }

          @Override
          public void close() {}
        };
    try (CameraPublisher publisher =
        new CameraPublisher(
            CLIENT,
            topics.images(),
            store,
            OptionalLong.of(2),
            PublishControl.NONE,
            change -> {},
            PublishTraces.NONE)) {
      publisher.update(List.of(CameraSettings.of("gate", new CameraAddress(WEBCAM))));

      assertThat(publisher.awaitEnd()).isEqualTo(2);
    }

    // The lost frames are a gap in the numbers, and have no event.
    assertThat(events())
        .hasSize(2)
        .allSatisfy(
            event -> {
              assertThat(event.sequence().orElseThrow()).isGreaterThanOrEqualTo(outage);
              assertThat(event.dataref().orElseThrow().toString())
                  .isEqualTo("file:/images/" + event.sequence().orElseThrow());
              assertThat(event.image()).isEmpty();
            });
  }

  @Test
  void anImageThatCannotBeStoredHasNoEvent() throws Exception {
    ImageStore full =
        new ImageStore() {
          private int stored;

          @Override
          public ImageEvent store(ImageEvent event) throws IOException {
            if (++stored > 2) {
              throw new IOException("frame %s: no space left".formatted(event.id()));
            }
            return event.storedAt(URI.create("file:/images/" + stored));
          }

          @Override
          public void close() {}
        };
    PublishSettings settings =
        PublishSettings.of(CLIENT, topics.images()).withPace(Pace.unlimited()).withFrames(5);

    assertThatThrownBy(
            () ->
                new FramePublisher(settings, full)
                    .publish(
                        FrameSources.open("street:7", SourceSettings.DEFAULT), PublishControl.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("street-7/000002: no space left");

    assertThat(events())
        .extracting(event -> event.dataref().orElseThrow().toString())
        .containsExactly("file:/images/1", "file:/images/2");
  }

  private List<ImageEvent> events() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(List.of(topics.images()), records::add);
    }
    List<ImageEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      InputPosition at = new InputPosition(record.topic(), record.partition(), record.offset());
      events.add(EventSerdes.readImage(at, record.key(), record.headers(), record.value()));
    }
    return events;
  }
}
