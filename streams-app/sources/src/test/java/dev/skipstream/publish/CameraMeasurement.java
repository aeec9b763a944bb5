package dev.skipstream.publish;

import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.CameraStatus;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.store.ImageStore;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Publishes cameras for some time, and prints for each one its rate, the error of {@code ce_time}
 * and the delay from the picture to the record on the topic. Prints the resident memory of the
 * publisher and of the readers too.
 *
 * <p>Arguments: bootstrap servers, seconds, addresses of cameras. The RTSP server of the tests
 * burns the time into its pictures; for other cameras only the rate is printed.
 */
final class CameraMeasurement {
  private static final String TOPIC = "images.cameras";

  /** Frames of the first seconds have no report of the camera's clock yet. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private record Seen(List<Long> errors, List<Long> delays) {}

  private CameraMeasurement() {}

  public static void main(String[] args) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", args[0]);
    long seconds = Long.parseLong(args[1]);
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, TopicNames.of(TOPIC), 4, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
    List<CameraSettings> cameras = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      cameras.add(CameraSettings.of("camera-" + (i - 1), new CameraAddress(args[i])));
    }
    Map<String, Seen> seen = new TreeMap<>();
    try (CameraPublisher publisher =
            new CameraPublisher(
                client,
                TOPIC,
                ImageStore.IN_EVENT,
                OptionalLong.empty(),
                PublishControl.NONE,
                new CameraLog());
        KafkaConsumer<byte[], byte[]> consumer = consumer(client)) {
      publisher.update(cameras);
      long start = System.nanoTime();
      long nextMemory = start;
      while (System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos()) {
        boolean warm = System.nanoTime() - start > WARM_UP.toNanos();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          long now = System.currentTimeMillis();
          if (warm) {
            take(record, now, seen);
          }
        }
        if (System.nanoTime() >= nextMemory) {
          nextMemory += Duration.ofMinutes(1).toNanos();
          System.out.println("resident KiB: " + residentKib());
        }
      }
      report(publisher.status(), seen, seconds);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(partition -> new TopicPartition(TOPIC, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    return consumer;
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, long now, Map<String, Seen> seen)
      throws Exception {
    ImageEvent event =
        EventSerdes.readImage(
            new InputPosition(record.topic(), record.partition(), record.offset()),
            record.key(),
            record.headers(),
            record.value());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(event.image()));
    Seen camera =
        seen.computeIfAbsent(
            event.source(), name -> new Seen(new ArrayList<>(), new ArrayList<>()));
    long shown = 0;
    for (int i = 0; i < 44; i++) {
      int blue = image.getRGB(i % 16 * 20 + 10, i / 16 * 20 + 10) & 0xFF;
      shown = shown << 1 | (blue > 128 ? 1 : 0);
    }
    if (Math.abs(now - shown) < 60_000) {
      camera.errors().add(Math.abs(event.capturedAt().orElseThrow().toEpochMilli() - shown));
      camera.delays().add(now - shown);
    }
  }

  private static void report(List<CameraStatus> status, Map<String, Seen> seen, long seconds) {
    for (CameraStatus camera : status) {
      Seen times = seen.getOrDefault(camera.name(), new Seen(List.of(), List.of()));
      System.out.printf(
          "%s: %.2f frames/s, dropped %d, reconnects %d; ms: ce_time error %s, record %s%n",
          camera.name(),
          (double) camera.published() / seconds,
          camera.dropped(),
          camera.reconnects(),
          percentiles(times.errors()),
          percentiles(times.delays()));
    }
  }

  private static String percentiles(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? "-"
        : "p50 %d p99 %d of %d"
            .formatted(
                sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100), sorted.size());
  }

  private static List<Long> residentKib() {
    return Stream.concat(
            Stream.of(ProcessHandle.current()), ProcessHandle.current().children().sorted())
        .map(process -> residentKib(process.pid()))
        .toList();
  }

  private static long residentKib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }
}
