package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchIT {
  private static final ModelIdentity MODEL =
      new ModelIdentity("street", 4, "sha256:" + "0123456789abcdef".repeat(4));

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("watched"));
  private final Producer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers()),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void writesEachFrameWithItsBoxes() throws Exception {
    for (int i = 0; i < 3; i++) {
      detected("lobby/" + i, send(image("lobby/" + i, picture())));
      detected("gate/" + i, send(image("gate/" + i, picture())));
    }

    assertThat(watch(6)).isZero();

    assertThat(pictures())
        .containsExactly(
            "gate/0.jpg", "gate/1.jpg", "gate/2.jpg", "lobby/0.jpg", "lobby/1.jpg", "lobby/2.jpg");
    BufferedImage drawn = ImageIO.read(pictureFolder().resolve("lobby/2.jpg").toFile());
    assertThat(drawn.getWidth()).isEqualTo(200);
    assertThat(drawn.getHeight()).isEqualTo(100);
    assertThat(redAt(drawn, 150)).as("outside of the box").isLessThan(16);
    int edge = IntStream.rangeClosed(97, 103).map(x -> redAt(drawn, x)).max().orElseThrow();
    assertThat(edge).as("the box's right edge").isGreaterThan(128);
  }

  /** The image shows x from 400 to 800 and y from 100 to 300 of its camera's frame. */
  @Test
  void drawsTheBoxesOfAPartOfAFrameWhereTheyAreInTheImage() throws Exception {
    FrameView view = new CameraView(1000, 500, 400, 100, 0.5).of(200, 100);
    send(
        new DetectionEvent(
            new FrameInfo(
                "lobby/0",
                "lobby",
                Optional.empty(),
                Optional.empty(),
                1000,
                500,
                Optional.empty(),
                Optional.of(view)),
            Optional.of(send(image("lobby/0", picture()))),
            MODEL,
            List.of(new Detection("car", 1, 0.9, new BoundingBox(440, 160, 160, 120)))));

    assertThat(watch(1)).isZero();

    BufferedImage drawn = ImageIO.read(pictureFolder().resolve("lobby/0.jpg").toFile());
    assertThat(drawn.getWidth()).isEqualTo(200);
    int edge = IntStream.rangeClosed(97, 103).map(x -> redAt(drawn, x)).max().orElseThrow();
    assertThat(edge).as("the box's right edge").isGreaterThan(128);
    assertThat(redAt(drawn, 150)).as("outside of the box").isLessThan(16);
  }

  @Test
  void overwritesNoFile() throws Exception {
    Path there = Files.createDirectories(pictureFolder().resolve("lobby")).resolve("0.jpg");
    Files.writeString(there, "an image of the user's");
    InputPosition sent = send(image("lobby/0", picture()));
    detected("lobby/0", sent);
    // Another id, and the path of the first.
    detected("lobby//0", sent);

    assertThat(watch(2)).isZero();

    assertThat(pictures()).containsExactly("lobby/0.2.jpg", "lobby/0.3.jpg", "lobby/0.jpg");
    assertThat(there).hasContent("an image of the user's");
  }

  @Test
  void fetchesAFrameThatIsElsewhereWhereThatIsAllowed() throws Exception {
    Path file = Files.write(folder.resolve("frame.png"), picture());
    ImageEvent reference =
        new ImageEvent(
            "lobby/0",
            "lobby",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(file.toUri()),
            Optional.empty(),
            new byte[0]);
    detected("lobby/0", send(reference));

    assertThat(watch(1, "--allow-dataref", URI.create("file:" + folder).toString())).isZero();

    assertThat(pictures()).containsExactly("lobby/0.jpg");
  }

  @Test
  void goesOnWithoutAPictureThatCannotBeHad() throws Exception {
    InputPosition sent = send(image("lobby/0", picture()));
    InputPosition gone = new InputPosition(topics.images(), sent.partition(), 1_000);
    detected("lobby/gone", gone);
    detected("../lobby/out", sent);
    send(
        new FrameDropped(
            new FrameOrigin("lobby/old", "lobby", Optional.empty(), Optional.empty()),
            sent,
            MODEL,
            DropReason.TOO_OLD,
            900));
    detected("lobby/0", sent);

    assertThat(watch(4)).isZero();

    assertThat(pictures()).containsExactly("lobby/0.jpg");
  }

  private int watch(int count, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "watch",
                    "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                    "--topic=" + topics.detections(),
                    "--from-beginning",
                    "--json",
                    "--annotate=" + pictureFolder(),
                    "--count=" + count),
                Stream.of(more))
            .toList();
    return Main.commandLine().execute(arguments.toArray(String[]::new));
  }

  private Path pictureFolder() {
    return folder.resolve("pictures");
  }

  private List<String> pictures() throws Exception {
    try (Stream<Path> files = Files.walk(pictureFolder())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> pictureFolder().relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void detected(String id, InputPosition input) throws Exception {
    send(
        new DetectionEvent(
            new FrameInfo(id, "lobby", Optional.empty(), Optional.empty(), 200, 100),
            Optional.of(input),
            MODEL,
            List.of(new Detection("car", 1, 0.9, new BoundingBox(20, 30, 80, 60)))));
  }

  private void send(OutcomeEvent event) throws Exception {
    producer.send(EventSerdes.write(topics.detections(), "0".repeat(32), event)).get();
  }

  private InputPosition send(ImageEvent event) throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topics.images(), event);
    // Both partitions have something, so that the reader has to turn from one to the other.
    int partition = event.id().startsWith("gate") ? 1 : 0;
    RecordMetadata sent =
        producer
            .send(
                new ProducerRecord<>(
                    record.topic(),
                    partition,
                    null,
                    record.key(),
                    record.value(),
                    record.headers()))
            .get();
    return new InputPosition(topics.images(), sent.partition(), sent.offset());
  }

  private static int redAt(BufferedImage image, int x) {
    return image.getRGB(x, 60) >> 16 & 0xFF;
  }

  private static ImageEvent image(String id, byte[] bytes) {
    return new ImageEvent(
        id, "lobby", Optional.empty(), Optional.empty(), Optional.of("image/png"), bytes);
  }

  private static byte[] picture() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }
}
