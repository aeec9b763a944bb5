package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances of one application on a real broker, with settings of their own. */
@Timeout(90)
class OtherInstancesIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("shared"));
  private final TopicNames others =
      new TopicNames(topics.images(), topics.images() + ".others", topics.deadLetters());
  private final List<RunningStream> running = new ArrayList<>();

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 2, (short) 1, 1_000_000);
      Topics.createOutputs(admin, others, (short) 1);
    }
  }

  @AfterEach
  void stop() {
    running.forEach(
        one -> {
          try {
            one.close();
          } catch (RuntimeException e) {
            // Its test has checked the cause of its end.
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASSIC", "STREAMS"})
  void besideALiveInstanceAnotherGuaranteeOrOtherTopicsAreRejected(GroupProtocol protocol) {
    awaitReady(start(topics, true, protocol, 4));

    try (Admin admin = SharedBroker.admin()) {
      assertThatThrownBy(() -> fit(admin, topics, false, protocol, 4).awaitFit())
          .isInstanceOf(UnfitInstanceException.class)
          .hasMessageContaining(
              "--processing-guarantee (exactly_once_v2 there, at_least_once here)");
      assertThatThrownBy(() -> fit(admin, others, true, protocol, 4).awaitFit())
          .isInstanceOf(UnfitInstanceException.class)
          .hasMessageContaining("topics (");

      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      OtherInstances fitting = fit(admin, topics, true, protocol, 8, meters);
      fitting.awaitFit();
      fitting.look();
      assertThat(differing(meters, "batch-size")).isEqualTo(1);
      assertThat(differing(meters, "threads")).isZero();
    }
  }

  @Test
  void theRunOfAnUnfitInstanceEndsBeforeItJoins() {
    awaitReady(start(topics, true, GroupProtocol.CLASSIC, 4));

    RunningStream second = start(topics, false, GroupProtocol.CLASSIC, 4);

    await().atMost(Duration.ofSeconds(40)).until(second::hasEnded);
    assertThatThrownBy(second::throwIfEnded).isInstanceOf(UnfitInstanceException.class);
    assertThat(running.get(0).hasEnded()).isFalse();
  }

  @Test
  void ofTwoThatStartAtOneMomentTheLaterGivesWay() {
    RunningStream first = start(topics, true, GroupProtocol.CLASSIC, 4);
    RunningStream second = start(topics, false, GroupProtocol.CLASSIC, 4);

    await().atMost(Duration.ofSeconds(60)).until(() -> first.hasEnded() != second.hasEnded());
    RunningStream ended = first.hasEnded() ? first : second;
    RunningStream alive = first.hasEnded() ? second : first;
    assertThat(catchThrowable(ended::throwIfEnded))
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(UnfitInstanceException.class),
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        StreamStoppedException.class,
                        stopped -> assertThat(stopped.stopCause()).isEqualTo(StopCause.SETTINGS)));
    awaitReady(alive);
  }

  private static double differing(SimpleMeterRegistry meters, String setting) {
    return meters.get("skipstream.differing").tag("setting", setting).gauge().value();
  }

  private OtherInstances fit(
      Admin admin, TopicNames names, boolean exactlyOnce, GroupProtocol protocol, int batch) {
    return fit(admin, names, exactlyOnce, protocol, batch, new SimpleMeterRegistry());
  }

  private OtherInstances fit(
      Admin admin,
      TopicNames names,
      boolean exactlyOnce,
      GroupProtocol protocol,
      int batch,
      SimpleMeterRegistry meters) {
    DetectionSettings settings =
        settings(names, exactlyOnce, protocol, batch)
            .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
            .build();
    return new OtherInstances(
        admin,
        settings.applicationId(),
        InstanceSettings.of(settings, List.of(), System.currentTimeMillis()),
        meters,
        Duration.ZERO);
  }

  private RunningStream start(
      TopicNames names, boolean exactlyOnce, GroupProtocol protocol, int batch) {
    RunningStream app =
        RunningStream.start(
            new DetectionStream(
                settings(names, exactlyOnce, protocol, batch)
                    .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
                    .build()));
    running.add(app);
    return app;
  }

  private DetectionSettings.Builder settings(
      TopicNames names, boolean exactlyOnce, GroupProtocol protocol, int batch) {
    return ScriptedApp.settings(
        CLIENT,
        topics.images() + "-app",
        names,
        new StreamSettings(
            exactlyOnce, protocol, 1, Duration.ofMillis(100), Duration.ofSeconds(20)),
        new BatchSettings(batch, Duration.ofMillis(5), 1));
  }

  private static void awaitReady(RunningStream app) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              app.throwIfEnded();
              return app.isReady();
            });
  }
}
