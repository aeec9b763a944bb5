package dev.skipstream.publish;

import dev.skipstream.image.header.ImageHeader;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the events of cameras for some time, and prints for each camera its rate. For a camera of
 * the RTSP server of the tests it prints the error of {@code ce_time} too, and the delay from the
 * picture to the record: the server burns the time into its pictures.
 *
 * <p>Arguments: bootstrap servers, topic, seconds.
 */
final class CameraMeasurement {
  /** Frames of the first seconds have no report of the camera's clock yet. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /** Size of the pictures of the RTSP server. */
  private static final int BURNT_WIDTH = 320;

  private static final int BURNT_HEIGHT = 240;

  private CameraMeasurement() {}

  /** The frames of one camera. */
  private static final class Seen {
    private final List<Long> errors = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private long frames;
    private long first;
    private long last;

    void take(ImageEvent event, long now) throws Exception {
      first = frames == 0 ? now : first;
      last = now;
      frames++;
      ImageHeader size = ImageHeader.read(event.image());
      if (size.width() == BURNT_WIDTH && size.height() == BURNT_HEIGHT) {
        long shown = shownAt(event);
        errors.add(Math.abs(event.capturedAt().orElseThrow().toEpochMilli() - shown));
        delays.add(now - shown);
      }
    }

    private static long shownAt(ImageEvent event) throws Exception {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(event.image()));
      long shown = 0;
      for (int i = 0; i < 44; i++) {
        int blue = image.getRGB(i % 16 * 20 + 10, i / 16 * 20 + 10) & 0xFF;
        shown = shown << 1 | (blue > 128 ? 1 : 0);
      }
      return shown;
    }

    double rate() {
      return frames < 2 ? 0 : (frames - 1) * 1e3 / Math.max(1, last - first);
    }
  }

  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[2]);
    Map<String, Seen> seen = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(args[0], args[1])) {
      long start = System.nanoTime();
      long end = start + Duration.ofSeconds(seconds).toNanos();
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          long now = System.currentTimeMillis();
          if (System.nanoTime() - start > WARM_UP.toNanos()) {
            ImageEvent event =
                EventSerdes.readImage(
                    new InputPosition(record.topic(), record.partition(), record.offset()),
                    record.key(),
                    record.headers(),
                    record.value());
            seen.computeIfAbsent(event.source(), unused -> new Seen()).take(event, now);
          }
        }
      }
    }
    seen.forEach(
        (camera, one) ->
            System.out.printf(
                "%s: %.2f frames/s of %d frames; ms: ce_time error %s, record %s%n",
                camera, one.rate(), one.frames, percentiles(one.errors), percentiles(one.delays)));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String servers, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    return consumer;
  }

  private static String percentiles(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? "-"
        : "p50 %d p99 %d of %d"
            .formatted(
                sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100), sorted.size());
  }
}
