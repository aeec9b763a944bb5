package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.topics.TrackingTopics;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.ZonesException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RulesKeeperIT {
  private static final String SERVERS = SharedBroker.bootstrapServers();
  private static final Map<String, Object> CLIENT = Map.of("bootstrap.servers", SERVERS);
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration LEAD = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ModelClasses CLASSES = model -> Optional.of(Set.of("car", "person"));

  @TempDir private Path folder;
  private final TrackTopics topics = TrackTopics.of(SharedBroker.uniqueName("detections"));
  private final List<RulesKeeper> keepers = new ArrayList<>();
  private final PrometheusMetrics meters = new PrometheusMetrics();
  private final TrackingMetrics metrics = new TrackingMetrics(meters.registry());
  private Path file;

  @BeforeEach
  void create() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      DetectionTopic.create(admin, topics.detections(), 1);
      TrackingTopics.prepare(admin, topics);
    }
    DetectionTopic.publish(SERVERS, new ScriptedCameras(topics.detections(), 2, 1).records(3));
    file = Files.writeString(folder.resolve("zones.yaml"), ScriptedCameras.rules(1));
  }

  @AfterEach
  void close() {
    keepers.forEach(RulesKeeper::close);
    meters.close();
  }

  @Test
  void theFirstVersionAppliesToAllFramesAndAChangeFromSoonOn() throws Exception {
    RulesKeeper keeper = open(file);
    assertThat(numbers(keeper)).containsExactly(1);
    assertThat(keeper.get().newest().orElseThrow().from()).isEqualTo(Instant.EPOCH);

    Files.writeString(file, ScriptedCameras.rules(2));

    await().atMost(PATIENCE).until(() -> numbers(keeper).equals(List.of(1, 2)));
    RuleVersion second = keeper.get().newest().orElseThrow();
    assertThat(second.from()).isEqualTo(NOW.plus(LEAD));
    assertThat(second.cameras()).hasSize(2);
  }

  @Test
  void allInstancesAndLaterStartsNumberTheVersionsAlike() throws Exception {
    RulesKeeper one = open(file);
    RulesKeeper withoutFile = open(null);
    assertThat(withoutFile.get()).isEqualTo(one.get());

    Files.writeString(file, ScriptedCameras.rules(2));

    await().atMost(PATIENCE).until(() -> numbers(withoutFile).equals(List.of(1, 2)));
    // The same file again, with a comment: no version.
    Files.writeString(file, "# ours\n" + ScriptedCameras.rules(2));
    assertThat(open(file).get()).isEqualTo(withoutFile.get());
  }

  @Test
  void anUnfitFileChangesNothingAndIsReportedOnce() throws Exception {
    RulesKeeper keeper = open(file);
    List<String> unfit =
        List.of(
            "cameras: [{name: gate-0, zones: [{name: z, points: [[0,0],[1,1],[1,0],[0,1]]}]}]",
            ScriptedCameras.rules(1).replace("gate-0", "gaet-0"),
            ScriptedCameras.rules(1).replace("car", "pony"),
            "cameras: [");
    for (int i = 0; i < unfit.size(); i++) {
      Files.writeString(file, unfit.get(i));
      double expected = i + 1;
      await().atMost(PATIENCE).until(() -> rejected() == expected);
    }
    assertThat(numbers(keeper)).containsExactly(1);

    Files.writeString(file, ScriptedCameras.rules(2));
    await().atMost(PATIENCE).until(() -> numbers(keeper).equals(List.of(1, 2)));
    assertThat(rejected()).isEqualTo(unfit.size());
  }

  @Test
  void anUnfitFileAtTheStartIsAnErrorOfOneLine() throws Exception {
    Files.writeString(file, ScriptedCameras.rules(1).replace("gate-0", "gaet-0"));
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            file + ", camera gaet-0: there is no such camera: expected one of gate-0, gate-1");

    Files.writeString(file, ScriptedCameras.rules(1).replace("person", "pony"));
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            file
                + ", camera gate-0, line middle: no model has the class 'pony': expected some of"
                + " car, person");
  }

  @Test
  void aFileMayStateTheTimeFromWhichItApplies() throws Exception {
    Instant first = Instant.parse("2026-11-23T10:00:00Z");
    Files.writeString(file, "from: " + first + "\n" + ScriptedCameras.rules(1));
    RulesKeeper keeper = open(file);
    assertThat(keeper.get().newest().orElseThrow().from()).isEqualTo(first);

    Files.writeString(file, "from: " + first + "\n" + ScriptedCameras.rules(2));
    await().atMost(PATIENCE).until(() -> rejected() == 1);
    assertThat(numbers(keeper)).containsExactly(1);

    Instant later = first.plusSeconds(60);
    Files.writeString(file, "from: " + later + "\n" + ScriptedCameras.rules(2));
    await().atMost(PATIENCE).until(() -> numbers(keeper).equals(List.of(1, 2)));
    assertThat(keeper.get().newest().orElseThrow().from()).isEqualTo(later);
  }

  @Test
  void anEntryThatIsNoneIsIgnored() throws Exception {
    ProducerRecord<byte[], byte[]> unfit =
        EventSerdes.write(
            topics.rules(), "id", new RulesEvent(NOW, "eve", "cameras: [", Optional.empty()));
    DetectionTopic.publish(
        SERVERS, List.of(new ProducerRecord<>(topics.rules(), new byte[] {1}), unfit));

    assertThat(numbers(open(file))).containsExactly(1);
  }

  @Test
  void aVersionThatArrivesAfterFramesOfItsTimeIsCounted() throws Exception {
    RulesKeeper keeper = open(file);
    metrics.tracked(NOW.plus(LEAD).plusSeconds(1));

    Files.writeString(file, ScriptedCameras.rules(2));

    await().atMost(PATIENCE).until(() -> numbers(keeper).equals(List.of(1, 2)));
    assertThat(counter("skipstream.tracking.late.rules")).isEqualTo(1);
  }

  @Test
  void aChangeAtTheDeskIsTheNextVersionOfAllInstances() throws Exception {
    RulesKeeper keeper = open(file);
    RulesDesk desk = new RulesDesk(CLIENT, topics);

    RuleVersion second = desk.set(settings(null), 1, "rules", ScriptedCameras.rules(2));

    assertThat(second.number()).isEqualTo(2);
    await().atMost(PATIENCE).until(() -> keeper.get().newest().equals(Optional.of(second)));
    // Another user has changed the rules meanwhile.
    assertThatThrownBy(() -> desk.set(settings(null), 1, "rules", ScriptedCameras.rules(1)))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            "rules: the newest rules are version 2, and this is a change of version 1: load the"
                + " rules again");
    String unknown = ScriptedCameras.rules(1).replace("gate-0", "gaet-0");
    assertThatThrownBy(() -> desk.set(settings(null), 2, "rules", unknown))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            "rules, camera gaet-0: there is no such camera: expected one of gate-0, gate-1");
    assertThat(numbers(open(null))).containsExactly(1, 2);
  }

  @Test
  void aStartWithAnUnchangedFileKeepsNewerRulesOfTheEditor() throws Exception {
    open(file).close();
    RulesDesk desk = new RulesDesk(CLIENT, topics);
    desk.set(settings(null), 1, "rules", ScriptedCameras.rules(2));

    RulesKeeper again = open(file);
    assertThat(numbers(again)).containsExactly(1, 2);
    assertThat(again.get().newest().orElseThrow().cameras()).hasSize(2);
    // A comment is no change of the rules.
    Files.writeString(file, "# ours\n" + ScriptedCameras.rules(1));
    assertThat(numbers(open(file))).containsExactly(1, 2);

    // The file gets the rules of the editor: no version, and from now on these are its rules.
    Files.writeString(file, ScriptedCameras.rules(2));
    assertThat(numbers(open(file))).containsExactly(1, 2);
    desk.set(settings(null), 2, "rules", "cameras: []");
    assertThat(numbers(open(file))).containsExactly(1, 2, 3);

    // A changed file is the next version, also with rules that were a version before.
    Files.writeString(file, ScriptedCameras.rules(1));
    RulesKeeper changed = open(file);
    assertThat(numbers(changed)).containsExactly(1, 2, 3, 4);
    assertThat(changed.get().newest().orElseThrow().cameras()).hasSize(1);
  }

  @Test
  void anUnchangedFileReplacesRulesOfTheEditorWhenItStatesATime() throws Exception {
    RulesKeeper keeper = open(file);
    new RulesDesk(CLIENT, topics).set(settings(null), 1, "rules", ScriptedCameras.rules(2));

    Files.writeString(
        file, "from: %s%n%s".formatted(Instant.now().plusSeconds(60), ScriptedCameras.rules(1)));

    await().atMost(PATIENCE).until(() -> numbers(keeper).equals(List.of(1, 2, 3)));
    assertThat(keeper.get().newest().orElseThrow().cameras()).hasSize(1);
  }

  private RulesKeeper open(Path rules) {
    RulesKeeper keeper =
        RulesKeeper.open(
            CLIENT, topics, settings(rules), Clock.fixed(NOW, ZoneOffset.UTC), metrics);
    keepers.add(keeper);
    return keeper;
  }

  private static RulesSettings settings(Path rules) {
    return new RulesSettings(
        Optional.ofNullable(rules), /* checked= */ true, CLASSES, LEAD, "ada@node-1");
  }

  private static List<Integer> numbers(RulesKeeper keeper) {
    return keeper.get().versions().stream().map(RuleVersion::number).toList();
  }

  private double rejected() {
    return counter("skipstream.tracking.rejected.rules");
  }

  private double counter(String name) {
    return meters.registry().get(name).counter().count();
  }
}
