package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that all routes do comparable work: one committed outcome for each frame. */
class RouteIT {
  private static final int FRAMES = 203;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private static BrokerProcess broker;
  private static Workbench bench;

  @BeforeAll
  static void publish() {
    broker = BrokerProcess.start(folder.resolve("broker"), Listener.loopback(0));
    bench =
        new Workbench(
            Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                // A closed Kafka Streams stays in its group until its session ends, and the next
                // one waits for that; 45 s by default.
                CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG,
                "6000"),
            folder.resolve("state"),
            step -> {});
    bench.topicsOf("unused");
    bench.publish(
        List.of(new EncodedFrame("a", "image/jpeg", new byte[10], Optional.empty())), FRAMES);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void thePlainLoopPassesEachFrameOnOnce() {
    assertEachFrameHasOneOutcome("loop", topics -> new PlainLoop(bench.client(), topics, model()));
  }

  @Test
  void theBlockingTopologyPassesEachFrameOnOnce() {
    assertEachFrameHasOneOutcome(
        "blocking", topics -> new BlockingStream(bench.client(), topics, model()));
  }

  @Test
  void theStreamAnswersEachFrameOnce() {
    assertEachFrameHasOneOutcome("stream", topics -> stream(topics, image -> ScriptedModel.FRAME));
  }

  @Test
  void aFrameThatBecomesADeadLetterEndsTheMeasurement() {
    TopicNames topics = bench.topicsOf("broken");
    FrameDecoder broken =
        image -> {
          throw new InvalidImageException(RejectReason.DAMAGED_IMAGE, "no image");
        };
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        Route route = stream(topics, broken)) {
      assertThatThrownBy(() -> meter.await(start(), new OutcomeMeter.Span(1, PATIENCE), route))
          .hasMessageContaining("dead letter");
    }
  }

  private static void assertEachFrameHasOneOutcome(
      String name, Function<TopicNames, Route> starter) {
    TopicNames topics = bench.topicsOf(name);
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics)) {
      try (Route route = starter.apply(topics)) {
        meter.await(start(), new OutcomeMeter.Span(FRAMES, PATIENCE), route);
      }
      // It has ended, and another that goes on from its offsets finds nothing left to do.
      try (Route next = starter.apply(topics)) {
        assertThat(meter.await(start(), oneMoreThanThereAre(), next).outcomes()).isEqualTo(FRAMES);
      }
    }
  }

  private static OutcomeMeter.Reading start() {
    return new OutcomeMeter.Reading(0, System.nanoTime());
  }

  private static OutcomeMeter.Span oneMoreThanThereAre() {
    return new OutcomeMeter.Span(FRAMES + 1, Duration.ofSeconds(5));
  }

  private static ScriptedModel model() {
    return new ScriptedModel(new ScriptedTimes(0, 2), 1);
  }

  private static BenchmarkStream stream(TopicNames topics, FrameDecoder decoder) {
    return new BenchmarkStream(
        bench,
        topics,
        decoder,
        List.of(new DeviceModels("scripted:0", List.of(model()))),
        BatchSettings.DEFAULT);
  }
}
