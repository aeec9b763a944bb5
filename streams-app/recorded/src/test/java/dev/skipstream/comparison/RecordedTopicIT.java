package dev.skipstream.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluation.EvaluationDocument;
import dev.skipstream.evaluation.EvaluationInput;
import dev.skipstream.evaluation.EvaluationResult;
import dev.skipstream.evaluation.EvaluationSettings;
import dev.skipstream.evaluation.TopicEvaluation;
import dev.skipstream.evaluation.TopicEvaluationSettings;
import dev.skipstream.image.EncodedImages;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.replay.ReplayListener;
import dev.skipstream.replay.ReplayRunner;
import dev.skipstream.replay.ReplaySettings;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays, evaluates, compares and promotes by library calls alone. The first version finds the
 * object in each other frame, the second in all of them.
 */
@Timeout(90)
class RecordedTopicIT {
  private static final int FRAMES = 6;
  private static final String DEVICE = "scripted";
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final TopicNames TOPICS = TopicNames.of(SharedBroker.uniqueName("recorded"));
  private static final String TRUTH = TOPICS.images() + ".truth";

  @TempDir static Path folder;

  private static final Announced ANNOUNCED = new Announced();
  private static ModelRegistry registry;
  private static List<ModelVersion> versions;
  private static List<ReplayRun> runs;

  @BeforeAll
  static void recordAndReplay() throws Exception {
    registry = LoggedModelRegistry.inFolder(folder.resolve("registry"), Clock.systemUTC(), "ann");
    registry.register("cells", ModelFixtures.manifest("sha256:" + "01".repeat(32)));
    registry.register("cells", ModelFixtures.manifest("sha256:" + "02".repeat(32)));
    registry.setAlias("cells", "champion", 1);
    versions =
        List.of(
            registry.resolve(ModelRef.of("cells", 1)), registry.resolve(ModelRef.of("cells", 2)));
    try (Admin admin = SharedBroker.admin();
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      Topics.create(admin, TOPICS, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, TOPICS.images(), TRUTH, (short) 1);
      for (int i = 0; i < FRAMES; i++) {
        producer.send(EventSerdes.write(TOPICS.images(), image(i))).get();
        producer.send(EventSerdes.write(TRUTH, truth(i))).get();
      }
    }
    runs = replay(versions, ANNOUNCED);
  }

  @AfterAll
  static void close() {
    registry.close();
  }

  @Test
  void replaysEachModelOnceToATopicOfItsOwn() {
    assertThat(runs).allMatch(run -> run.counts().detected() == FRAMES);
    assertThat(runs).extracting(ReplayRun::output).doesNotHaveDuplicates();
    assertThat(ANNOUNCED.started).isEqualTo(2);
    assertThat(ANNOUNCED.ended).isEqualTo(2);
    assertThat(ANNOUNCED.done).isEqualTo(FRAMES);

    assertThat(replay(List.of(versions.get(1)), ANNOUNCED)).containsExactly(runs.get(1));

    assertThat(ANNOUNCED.alreadyDone).contains(runs.get(1).id());
  }

  @Test
  void rejectsAModelWithoutACategoryOfTheGroundTruthBeforeItIsLoaded() {
    ModelManifest known = versions.get(0).manifest();
    ModelVersion strange =
        new ModelVersion(
            "cars",
            1,
            new ModelManifest(
                known.architecture(),
                Map.of(1, "car"),
                known.settings(),
                known.precision(),
                known.digest(),
                known.source(),
                known.licence(),
                known.created()),
            versions.get(0).registered(),
            "ann");
    ReplaySettings settings =
        ReplaySettings.of(TOPICS.images(), strange, DEVICE).withGroundTruth(TRUTH);
    ReplayRunner runner =
        new ReplayRunner(
            CLIENT,
            version -> {
              throw new DetectorException("must not be loaded", null);
            },
            ReplayListener.NONE);

    assertThatThrownBy(() -> runner.run(settings))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageContaining("none is in both");
  }

  @Test
  void evaluatesATopic() {
    try (TopicEvaluation input =
        TopicEvaluation.read(
            CLIENT,
            TopicEvaluationSettings.of(topicsOf(runs.get(0)), TRUTH),
            new ArrayList<String>()::add)) {
      EvaluationResult result = input.evaluate(EvaluationSettings.DEFAULT);

      assertThat(result.metrics().ap50()).isCloseTo(51 / 101.0, within(1e-12));
      assertThat(input.text()).startsWith(FRAMES + " frames scored; 0 detection events without");
      EvaluationDocument document = result.document(EnumSet.of(EvaluationResult.Part.CONFUSION));
      assertThat(document.counts().scored()).isEqualTo(FRAMES);
      assertThat(document.confusion()).isPresent();
      assertThat(document.errors()).isEmpty();
    }
  }

  @Test
  void evaluatesAPerfectReplay() {
    List<String> notices = new ArrayList<>();

    assertThat(evaluate(runs.get(1), notices).metrics().ap50()).isCloseTo(1, within(1e-12));
    assertThat(notices).isEmpty();
  }

  @Test
  void comparesTwoReplaysAndPromotesTheBetter() {
    ComparisonSettings settings =
        ComparisonSettings.of(topicsOf(runs.get(0)), topicsOf(runs.get(1)), TRUTH);
    List<String> notices = new ArrayList<>();
    try (Comparison comparison = Comparison.of(CLIENT, settings, notices::add)) {
      assertThat(comparison.frames()).isEqualTo(FRAMES);
      assertThat(comparison.verdict())
          .startsWith("models:/cells/2 is better than models:/cells/1: AP +0.");
      assertThat(comparison.secondFigures()).containsKeys("AP", "p99");

      assertThat(promoteIf("AP50>=0.9", runs.get(0), runs.get(1)).broken())
          .containsExactly("AP50>=0.9");
      assertThat(champion()).isEqualTo(1);
      Promotion lenient = new Promotion(rule("AP50>=0.1"), "champion");
      assertThat(lenient.apply(registry, comparison).promoted()).isTrue();
      assertThat(champion()).isEqualTo(2);
      assertThatThrownBy(() -> lenient.apply(registry, comparison))
          .isInstanceOf(PromotionRefusedException.class)
          .hasMessageContaining("it points at models:/cells/2");
    }
    assertThat(notices).isEmpty();
  }

  private static PromotionRule rule(String text) {
    return PromotionRule.parse(text, Comparison.figures(EvaluationTask.BOXES));
  }

  private static int champion() {
    return registry.resolve(ModelRef.of("cells", "champion")).version();
  }

  private static TopicNames topicsOf(ReplayRun run) {
    return new TopicNames(TOPICS.images(), run.output(), run.deadLetters());
  }

  // docs:replay
  private static List<ReplayRun> replay(List<ModelVersion> models, ReplayListener listener) {
    ReplayRunner runner = new ReplayRunner(CLIENT, RecordedTopicIT::load, listener);
    return runner.runAll(
        models.stream()
            .map(model -> ReplaySettings.of(TOPICS.images(), model, DEVICE).withGroundTruth(TRUTH))
            .toList());
  }

  // docs:end

  // docs:evaluation
  private static EvaluationResult evaluate(ReplayRun run, List<String> notices) {
    TopicEvaluationSettings settings = TopicEvaluationSettings.of(topicsOf(run), TRUTH);
    try (EvaluationInput input = TopicEvaluation.read(CLIENT, settings, notices::add)) {
      return input.evaluate(EvaluationSettings.DEFAULT);
    }
  }

  // docs:end

  // docs:comparison
  private static Promotion.Result promoteIf(String rule, ReplayRun first, ReplayRun second) {
    ComparisonSettings settings = ComparisonSettings.of(topicsOf(first), topicsOf(second), TRUTH);
    try (Comparison comparison =
        Comparison.of(CLIENT, settings, notice -> System.err.println(notice))) {
      return new Promotion(
              PromotionRule.parse(rule, Comparison.figures(EvaluationTask.BOXES)), "champion")
          .apply(registry, comparison);
    }
  }

  // docs:end

  private static List<DeviceModels> load(ModelVersion version) {
    return List.of(
        new DeviceModels(
            DEVICE, List.of(new BrightCells(version.identity(), version.version() == 2))));
  }

  private static ImageEvent image(int number) {
    BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = picture.createGraphics();
    brush.setColor(number % 2 == 0 ? Color.WHITE : Color.BLACK);
    brush.fillRect(0, 0, 64, 48);
    brush.dispose();
    return new ImageEvent(
        "cell-" + number,
        "lab",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        EncodedImages.encode(picture, "png"));
  }

  private static GroundTruth truth(int number) {
    return new GroundTruth(
        new FrameInfo("cell-" + number, "lab", Optional.empty(), Optional.empty(), 64, 48),
        List.of(
            new TrueObject(
                "RBC",
                1,
                BrightCells.BOX,
                Optional.empty(),
                Optional.empty(),
                /* crowd= */ false)));
  }

  /** Counts what a runner announces. */
  private static final class Announced implements ReplayListener {
    private final List<String> alreadyDone = new ArrayList<>();
    private int started;
    private int ended;
    private long done;

    @Override
    public void alreadyDone(ReplayRun run) {
      alreadyDone.add(run.id());
    }

    @Override
    public void starting(long length, long before) {
      started++;
    }

    @Override
    public void advanced(long offsets) {
      done = offsets;
    }

    @Override
    public void ended() {
      ended++;
    }
  }
}
