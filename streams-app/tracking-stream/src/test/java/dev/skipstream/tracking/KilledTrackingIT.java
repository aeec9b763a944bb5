package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.KillableBroker;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.topics.TrackingTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills instances while their events are uncommitted, kills the broker, and lets an instance join
 * and leave. {@code -Dtracking.kills} sets the number of kills.
 */
class KilledTrackingIT {
  private static final int KILLS = Integer.getInteger("tracking.kills", 3);
  private static final int CAMERAS = 6;
  private static final int PARTITIONS = 4;
  private static final int FRAMES_PER_KILL = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private KillableBroker broker;
  private WrittenEvents written;
  private TrackingInstance first;
  private TrackingInstance second;

  @BeforeEach
  void startBroker() throws Exception {
    broker =
        KillableBroker.start(
            Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tracked-"));
    written = new WrittenEvents(broker.bootstrapServers());
  }

  @AfterEach
  void stop() {
    for (TrackingInstance instance : new TrackingInstance[] {first, second}) {
      if (instance != null) {
        instance.kill();
      }
    }
    written.close();
    broker.close();
  }

  @Test
  void allBytesAreThoseOfAnUndisturbedRunWhateverIsKilled() throws Exception {
    String detections = SharedBroker.uniqueName("detections");
    DetectionTopic.create(written.admin(), detections, PARTITIONS);
    Path rules = Files.writeString(folder.resolve("zones.yaml"), ScriptedCameras.rules(CAMERAS));
    List<ProducerRecord<byte[], byte[]>> records =
        new ScriptedCameras(detections, CAMERAS, PARTITIONS).records(FRAMES_PER_KILL * (KILLS + 2));
    TrackTopics killed = topics(detections, "killed");
    // The check of the rules wants cameras: the first frames are there before the first start.
    int published = publish(records, 0, 1);
    TrackingTopics.prepare(written.admin(), killed);
    first = start("killed", killed, rules);
    for (int kill = 1; kill <= KILLS; kill++) {
      long end = end(killed);
      published = publish(records, published, kill + 1);
      awaitUncommitted(killed, end);
      first.kill();
      if (kill == (KILLS + 1) / 2) {
        second = start("killed", killed, rules);
        broker.killAndRestart();
      }
      first = start("killed", killed, rules);
    }
    if (second != null) {
      second.requireAlive();
      assertThat(second.terminate()).isTrue();
    }
    publish(records, published, KILLS + 2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(written.committed("killed")).isEqualTo(records.size()));
    first.requireAlive();
    assertThat(first.terminate()).isTrue();

    TrackTopics undisturbed = topics(detections, "undisturbed");
    try (TrackingApp app =
        TrackingApp.start(
            broker.bootstrapServers(),
            "undisturbed",
            undisturbed,
            rules,
            folder.resolve("undisturbed"))) {
      await()
          .atMost(PATIENCE)
          .until(() -> app.isRunning() && written.committed("undisturbed") == records.size());
    }

    assertThat(written.of(killed.tracks())).isEqualTo(written.of(undisturbed.tracks()));
    assertThat(written.of(killed.happenings())).isEqualTo(written.of(undisturbed.happenings()));
    assertThat(written.of(killed.counts())).isEqualTo(written.of(undisturbed.counts()));
    Map<String, LineCount> counts = written.counts(killed);
    for (int camera = 0; camera < CAMERAS; camera++) {
      String name = ScriptedCameras.name(camera);
      assertThat(
              counts.values().stream()
                  .filter(each -> each.camera().equals(name))
                  .mapToLong(each -> each.leftToRight() + each.rightToLeft())
                  .sum())
          .as(name)
          .isGreaterThan(KILLS);
    }
  }

  /** Publishes up to a part of the records; returns the number of those that are published. */
  private int publish(List<ProducerRecord<byte[], byte[]>> records, int from, int part)
      throws Exception {
    int to = (int) ((long) records.size() * part / (KILLS + 2));
    DetectionTopic.publish(broker.bootstrapServers(), records.subList(from, to));
    return to;
  }

  private TrackingInstance start(String application, TrackTopics topics, Path rules)
      throws Exception {
    return TrackingInstance.start(
        broker.bootstrapServers(), application, topics, rules, folder.resolve(application));
  }

  /** Until the instance has written events that it has not committed. */
  private void awaitUncommitted(TrackTopics topics, long end) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () -> {
              first.requireAlive();
              return end(topics) > end + CAMERAS;
            });
  }

  private long end(TrackTopics topics) throws Exception {
    return written.uncommittedEnd(topics.tracks(), PARTITIONS);
  }

  private static TrackTopics topics(String detections, String run) {
    return new TrackTopics(
        detections, run + ".tracks", run + ".happenings", run + ".counts", run + ".rules");
  }
}
