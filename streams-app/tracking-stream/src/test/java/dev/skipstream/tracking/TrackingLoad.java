package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.broker.KillableBroker;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.topics.TrackingTopics;
import dev.skipstream.topics.range.CommittedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures one instance of tracking on one processor, with scripted detections of 64 cameras. The
 * latency of a frame is from the acknowledgement of its detections to the committed tracks, as a
 * reader sees them.
 *
 * <p>Arguments: detections/s, seconds, processor of the instance. The caller gives this process
 * another processor.
 */
final class TrackingLoad {
  private static final int CAMERAS = 64;
  private static final int PARTITIONS = 8;
  private static final int OBJECTS = 8;
  private static final int WARM_UP_SECONDS = 30;
  private static final String APPLICATION = "load";
  private static final TrackTopics TOPICS = TrackTopics.of("detections");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MOST_STATE_BYTES = 64 << 10;
  private static final Duration COMMIT_INTERVAL = TrackingStream.COMMIT_INTERVAL;

  /**
   * The time between commits of the detections, to whose latency that of tracks is added. That of
   * tracking cannot be the bound: a frame that arrives just after a commit waits for all of it.
   */
  private static final Duration STREAM_INTERVAL = StreamSettings.DEFAULT.commitInterval();

  private static final int ID_BEGIN = "{\"frame\":{\"id\":\"".length();

  private TrackingLoad() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("instance")) {
      new TrackingStream(
              TrackingApp.settings(
                  arguments[1],
                  APPLICATION,
                  TOPICS,
                  Path.of(arguments[2], "zones.yaml"),
                  Path.of(arguments[2], "state"),
                  COMMIT_INTERVAL,
                  Optional.empty(),
                  Telemetry.unseen()))
          .run();
      return;
    }
    int detectionsPerSecond = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("skipstream-tracking-");
    try (KillableBroker broker = KillableBroker.start(folder.resolve("broker"))) {
      boolean reached =
          measure(broker.bootstrapServers(), folder, detectionsPerSecond, seconds, arguments[2]);
      System.out.println(reached ? "reached" : "not reached; the log is in " + folder);
      if (!reached) {
        System.exit(1);
      }
    }
  }

  private static boolean measure(
      String servers, Path folder, int detectionsPerSecond, int seconds, String processor)
      throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", servers);
    Files.writeString(folder.resolve("zones.yaml"), ScriptedCameras.rules(CAMERAS));
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPICS.detections(), Optional.of(PARTITIONS), Optional.empty())))
          .all()
          .get();
      TrackingTopics.prepare(admin, TOPICS);
    }
    // The check of the rules wants each camera.
    List<ProducerRecord<byte[], byte[]>> first = new ArrayList<>();
    for (int camera = 0; camera < CAMERAS; camera++) {
      first.add(record(camera, 0, Instant.now()));
    }
    DetectionTopic.publish(servers, first);
    Process instance =
        new ProcessBuilder(
                "taskset",
                "-c",
                processor,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TrackingLoad.class.getName(),
                "instance",
                servers,
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("instance.log").toFile())
            .start();
    Map<String, Long> sent = new ConcurrentHashMap<>();
    List<Long> latencies = new ArrayList<>();
    AtomicLong tracked = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    Thread reader = new Thread(() -> read(client, sent, latencies, tracked, ended));
    reader.start();
    try {
      awaitTracked(tracked, CAMERAS, instance);
      int framesPerSecond = detectionsPerSecond / OBJECTS;
      publish(client, sent, framesPerSecond, WARM_UP_SECONDS, 0);
      awaitTracked(tracked, (long) framesPerSecond * WARM_UP_SECONDS + CAMERAS, instance);
      Duration before = cpu(instance);
      long begin = System.nanoTime();
      publish(client, sent, framesPerSecond, seconds, WARM_UP_SECONDS);
      long frames = (long) framesPerSecond * (seconds + WARM_UP_SECONDS) + CAMERAS;
      awaitTracked(tracked, frames, instance);
      System.out.printf(
          "CPU time of the instance: %.1f s in %.1f s%n",
          cpu(instance).minus(before).toMillis() / 1e3, (System.nanoTime() - begin) / 1e9);
      ended.set(true);
      reader.join();
      return report(latencies, tracked.get(), frames, client);
    } finally {
      instance.destroyForcibly().waitFor();
    }
  }

  private static Duration cpu(Process instance) {
    return instance.info().totalCpuDuration().orElseThrow();
  }

  private static void awaitTracked(AtomicLong tracked, long frames, Process instance) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (tracked.get() < frames && System.nanoTime() - deadline < 0 && instance.isAlive()) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Publishes frames for some seconds; those of the warm-up have no latency. */
  // The callback takes the failure of a send.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void publish(
      Map<String, Object> client,
      Map<String, Long> sent,
      int framesPerSecond,
      int seconds,
      int secondsBefore) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("linger.ms", 2);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      long first = (long) framesPerSecond * secondsBefore;
      for (long i = 0; i < (long) framesPerSecond * seconds; i++) {
        long due = start + i * 1_000_000_000L / framesPerSecond;
        while (System.nanoTime() - due < 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        int camera = (int) ((first + i) % CAMERAS);
        int frame = 1 + (int) ((first + i) / CAMERAS);
        producer.send(
            record(camera, frame, Instant.now()),
            (metadata, failure) -> {
              if (secondsBefore > 0) {
                sent.put(id(camera, frame), System.nanoTime());
              }
            });
      }
    }
  }

  private static void read(
      Map<String, Object> client,
      Map<String, Long> sent,
      List<Long> latencies,
      AtomicLong tracked,
      AtomicBoolean ended) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("isolation.level", "read_committed");
    config.put("auto.offset.reset", "earliest");
    config.put("allow.auto.create.topics", false);
    config.put("fetch.max.wait.ms", 5);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(TOPICS.tracks(), partition));
      }
      consumer.assign(partitions);
      while (!ended.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
          long now = System.nanoTime();
          String json = new String(record.value(), UTF_8);
          // {"frame":{"id":"…
          String id = json.substring(ID_BEGIN, json.indexOf('"', ID_BEGIN));
          tracked.incrementAndGet();
          Long begin = sent.remove(id);
          if (begin != null) {
            latencies.add(now - begin);
          }
        }
      }
    }
  }

  private static boolean report(
      List<Long> latencies, long tracked, long frames, Map<String, Object> client) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d of %d frames tracked; %d latencies: p50 %.0f ms, p99 %.0f ms, max %.0f ms; commit"
            + " interval of tracking %d ms, of the stream %d ms%n",
        tracked,
        frames,
        sorted.length,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 1),
        COMMIT_INTERVAL.toMillis(),
        STREAM_INTERVAL.toMillis());
    long[] largest = {0};
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      reader.readAll(
          List.of(APPLICATION + "-cameras-changelog"),
          record -> largest[0] = Math.max(largest[0], record.serializedValueSize()));
    }
    System.out.printf("largest state of a camera: %d bytes%n", largest[0]);
    return tracked == frames
        && at(sorted, 0.99) < STREAM_INTERVAL.toMillis()
        && largest[0] < MOST_STATE_BYTES;
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
  }

  private static String id(int camera, int frame) {
    return "%s/%d".formatted(ScriptedCameras.name(camera), frame);
  }

  /** Objects that go to and fro, each in a lane of its own. */
  private static ProducerRecord<byte[], byte[]> record(int camera, int frame, Instant time) {
    double seconds = time.toEpochMilli() % 1_000_000 / 1e3;
    Detection[] detections = new Detection[OBJECTS];
    for (int object = 0; object < OBJECTS; object++) {
      double at = (37 * camera + 131 * object + 60 * seconds) % 800;
      double x = 100 + (at < 400 ? at : 800 - at);
      detections[object] =
          new Detection("car", 1, 0.9, new BoundingBox(x - 20, 5 + 44 * object, 40, 30));
    }
    ProducerRecord<byte[], byte[]> event =
        EventSerdes.write(
            TOPICS.detections(),
            "%032x".formatted(frame),
            new DetectionEvent(
                new FrameInfo(
                    id(camera, frame),
                    ScriptedCameras.name(camera),
                    Optional.of((long) frame),
                    Optional.of(time),
                    640,
                    360),
                Optional.empty(),
                ScriptedCameras.MODEL,
                Arrays.asList(detections)));
    return new ProducerRecord<>(
        TOPICS.detections(),
        camera % PARTITIONS,
        null,
        event.key(),
        event.value(),
        event.headers());
  }
}
