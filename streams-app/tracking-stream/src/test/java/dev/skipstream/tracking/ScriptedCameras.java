package dev.skipstream.tracking;

import static java.time.temporal.ChronoUnit.DAYS;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Cameras with objects that walk to and fro over a line, as detection events. Some frames come
 * again, and some come late.
 *
 * @param topic of the detections
 * @param partitions of the topic; a camera has one of them
 */
record ScriptedCameras(String topic, int cameras, int partitions) {
  /**
   * Midnight before today's. It must be recent: the broker deletes or compacts records by their
   * timestamps, after seven days by default. All runs of a test have this start.
   */
  @SuppressWarnings("TimeInStaticInitializer")
  static final Instant START = Instant.now().truncatedTo(DAYS).minus(1, DAYS);

  static final ModelIdentity MODEL = new ModelIdentity("scripted", 1, "sha256:00");

  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int OBJECTS = 4;
  private static final double SECONDS_PER_FRAME = 0.2;
  private static final double SPEED = 60;
  private static final double LEFT = 100;
  private static final double RIGHT = 500;

  /** The line that all objects cross, and a zone on its right side. */
  static String rules(int cameras) {
    StringBuilder yaml = new StringBuilder("cameras:\n");
    for (int camera = 0; camera < cameras; camera++) {
      yaml.append(
          """
            - name: %s
              units: pixels
              lines:
                - {name: middle, from: [320, 360], to: [320, 0], classes: [car, person]}
              zones:
                - {name: right, points: [[400, 0], [640, 0], [640, 360], [400, 360]]}
          """
              .formatted(name(camera)));
    }
    return yaml.toString();
  }

  static String name(int camera) {
    return "gate-" + camera;
  }

  /** Returns the events of all cameras, frame by frame. */
  List<ProducerRecord<byte[], byte[]>> records(int frames) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      for (int camera = 0; camera < cameras; camera++) {
        records.add(record(camera, frame, frame * SECONDS_PER_FRAME));
        if (frame % 17 == 16) {
          records.add(record(camera, frame, frame * SECONDS_PER_FRAME));
        }
        if (frame % 23 == 22) {
          records.add(record(camera, frame, (frame - 2.5) * SECONDS_PER_FRAME));
        }
      }
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> record(int camera, int frame, double seconds) {
    ProducerRecord<byte[], byte[]> event =
        EventSerdes.write(topic, "%032x".formatted(frame), event(camera, frame, seconds));
    return new ProducerRecord<>(
        topic,
        camera % partitions,
        START.toEpochMilli() + Math.round(seconds * 1e3),
        event.key(),
        event.value(),
        event.headers());
  }

  static DetectionEvent event(int camera, int frame, double seconds) {
    List<Detection> detections = new ArrayList<>();
    for (int object = 0; object < OBJECTS; object++) {
      detections.add(
          new Detection(
              object == 0 ? "person" : "car",
              1,
              0.9,
              new BoundingBox(x(camera, object, seconds) - 20, 20 + 70 * object, 40, 30)));
    }
    return new DetectionEvent(
        new FrameInfo(
            "%s/%06d".formatted(name(camera), frame),
            name(camera),
            Optional.of((long) frame),
            Optional.of(START.plusMillis(Math.round(seconds * 1e3))),
            WIDTH,
            HEIGHT),
        Optional.of(new InputPosition("images", 0, frame)),
        MODEL,
        detections);
  }

  /** The centre of an object, which goes from left to right and back. */
  private static double x(int camera, int object, double seconds) {
    double way = RIGHT - LEFT;
    double at = (37 * camera + 131 * object + SPEED * seconds) % (2 * way);
    return LEFT + (at < way ? at : 2 * way - at);
  }

  /** Returns how often the objects of a category have crossed the line, in both directions. */
  static long crossings(int camera, int frames, boolean persons) {
    long crossings = 0;
    for (int object = persons ? 0 : 1; object < (persons ? 1 : OBJECTS); object++) {
      for (int frame = 1; frame < frames; frame++) {
        boolean before = x(camera, object, (frame - 1) * SECONDS_PER_FRAME) < 320;
        boolean after = x(camera, object, frame * SECONDS_PER_FRAME) < 320;
        crossings += before == after ? 0 : 1;
      }
    }
    return crossings;
  }
}
