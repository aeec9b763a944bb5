package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.Motion;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.topics.range.CommittedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts from image events to happenings, by both streams. The camera has a motion gate: it sends
 * frames while something moves, and a keyframe every ten seconds otherwise.
 */
@Timeout(180)
class AlertsIT {
  private static final String SERVERS = SharedBroker.bootstrapServers();
  private static final Map<String, Object> CLIENT = Map.of("bootstrap.servers", SERVERS);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration KEYFRAME = Duration.ofSeconds(10);
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final String RULES =
      """
      cameras:
        - name: gate
          units: pixels
          zones:
            - {name: lawn, points: [[0, 0], [640, 0], [640, 360], [0, 360]]}
          alerts:
            - {name: dog on the lawn, zone: lawn, classes: [dog], for: 5s, cooldown: 1m}
            - {name: queue, zone: lawn, classes: [person], more-than: 6, for: 1m, cooldown: 10m}
      """;

  @TempDir private Path folder;
  private final TopicNames names = TopicNames.of(SharedBroker.uniqueName("images"));
  private final TrackTopics tracked = TrackTopics.of(names.detections());
  private final List<ProducerRecord<byte[], byte[]>> images = new ArrayList<>();

  /** Finds the objects that the text of an image names: dogs above, and persons side by side. */
  private static final class Scene implements Detector {
    @Override
    public ModelIdentity model() {
      return ScriptedDetector.MODEL;
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(frame.height(), frame.width());
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      return frames.stream().map(ScriptedFrames::textOf).map(Scene::objects).toList();
    }

    private static Findings objects(String text) {
      List<Detection> found = new ArrayList<>();
      for (String label : text.isBlank() ? List.<String>of() : Arrays.asList(text.split(" "))) {
        boolean dog = label.equals("dog");
        double x = 20 + 70.0 * found.size();
        found.add(
            new Detection(label, dog ? 2 : 1, 0.9, new BoundingBox(x, dog ? 40 : 200, 40, 60)));
      }
      return new Boxes(found);
    }

    @Override
    public void close() {}
  }

  @Test
  void alertsAreRaisedOnceAndSuppressedInTheirCooldownWhileAGateWithholdsFrames() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, names, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
    String queue = "person person person person person person person";
    // A dog and a queue come, and stand still.
    frame(0, queue + " dog");
    frame(0.2, queue + " dog");
    frame(10.2, queue + " dog");
    frame(20.2, queue + " dog");
    // The dog goes, and its track ends after two keyframes. It comes again within the cooldown.
    frame(20.4, queue);
    frame(30.4, queue);
    frame(40.4, queue);
    frame(41, queue + " dog");
    frame(41.2, queue + " dog");
    frame(51.2, queue + " dog");
    frame(61.2, queue);
    frame(71.2, queue);
    frame(81.2, queue);
    // And a third time, after it.
    frame(82, queue + " dog");
    frame(82.2, queue + " dog");
    frame(92.2, queue + " dog");

    List<HappeningEvent> happenings = happenings();

    assertThat(
            happenings.stream()
                .filter(each -> each.alert().isPresent())
                .map(AlertsIT::text)
                .toList())
        .containsExactly(
            "alert.raised dog on the lawn, 10.2 s, held 10.0 s",
            "alert.suppressed dog on the lawn, 51.2 s, held 10.0 s",
            "alert.raised queue, 61.2 s, held 61.0 s",
            "alert.raised dog on the lawn, 92.2 s, held 10.0 s");
    // The seven persons and the three visits of the dog: no track ended between two keyframes.
    assertThat(happenings.stream().filter(each -> each.event() == Kind.TRACK_STARTED)).hasSize(10);
    assertThat(happenings.stream().filter(each -> each.event() == Kind.TRACK_ENDED))
        .extracting(each -> each.label().orElseThrow())
        .containsExactly("dog", "dog");
  }

  private void frame(double seconds, String objects) {
    ImageEvent event =
        new ImageEvent(
            "gate/" + images.size(),
            "gate",
            Optional.of((long) images.size()),
            Optional.of(ScriptedCameras.START.plusMillis(Math.round(seconds * 1e3))),
            Optional.of("image/jpeg"),
            ScriptedFrames.image(objects + " "));
    images.add(EventSerdes.write(names.images(), event.withMotion(new Motion(0.1, KEYFRAME))));
  }

  /** Returns the happenings of all frames, after both streams have processed them. */
  private List<HappeningEvent> happenings() throws Exception {
    Path rules = Files.writeString(folder.resolve("zones.yaml"), RULES);
    String application = tracked.tracks() + "-app";
    DetectionTopic.publish(SERVERS, images);
    try (WrittenEvents written = new WrittenEvents(SERVERS);
        RunningStream detection =
            RunningStream.start(
                ScriptedApp.settings(
                        CLIENT,
                        names.images() + "-app",
                        names,
                        FrameRules.NONE,
                        StreamSettings.DEFAULT,
                        BatchSettings.DEFAULT)
                    .images(ScriptedApp.images(AlertsIT::decode))
                    .models(LoadedModels.of(ScriptedApp.devices(new Scene())))
                    .build())) {
      await()
          .atMost(PATIENCE)
          .until(() -> written.uncommittedEnd(names.detections(), 1) > images.size());
      detection.throwIfEnded();
      try (TrackingApp tracking =
          TrackingApp.start(SERVERS, application, tracked, rules, folder.resolve("state"))) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    tracking.isRunning()
                        && written.of(tracked.tracks()).values().stream().mapToInt(List::size).sum()
                            == images.size());
      }
    }
    return read();
  }

  private List<HappeningEvent> read() {
    List<HappeningEvent> happenings = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(
          List.of(tracked.happenings()),
          record -> {
            try {
              happenings.add(EventSerdes.readHappening(record.headers(), record.value()));
            } catch (InvalidEventException e) {
              throw new AssertionError(e);
            }
          });
    }
    return happenings;
  }

  /** The pixels begin with the text of the image. */
  private static Frame decode(byte[] encoded) {
    return new Frame(Arrays.copyOf(encoded, 3 * WIDTH * HEIGHT), WIDTH, HEIGHT);
  }

  private static String text(HappeningEvent event) {
    Duration at = Duration.between(ScriptedCameras.START, event.frame().capturedAt().orElseThrow());
    return "%s %s, %.1f s, held %.1f s"
        .formatted(
            event.event(),
            event.rule().orElseThrow(),
            at.toMillis() / 1e3,
            event.alert().orElseThrow().heldMillis() / 1e3);
  }
}
