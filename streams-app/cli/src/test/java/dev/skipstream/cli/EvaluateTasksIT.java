package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The evaluation and the comparison of masks, regions and classes on topics: {@code publish} writes
 * the ground truth, and the test writes what two models find, so that it knows which is better.
 */
@Timeout(120)
class EvaluateTasksIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAMES = 12;

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("tasks"));
  private final String groundTruth = topics.images() + ".truth";
  private final String second = topics.images() + ".second";
  private final StringWriter err = new StringWriter();
  private final Map<String, Object> client =
      Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());
  private ModelRegistry registry;

  @BeforeEach
  void create() throws Exception {
    registry = LoggedModelRegistry.inFolder(folder.resolve("registry"), Clock.systemUTC(), "ann");
    registry.register("any", ModelFixtures.manifest("sha256:" + "01".repeat(32)));
    registry.register("any", ModelFixtures.manifest("sha256:" + "02".repeat(32)));
    registry.setAlias("any", "champion", 1);
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topics.images(), groundTruth, (short) 1);
      admin.createTopics(List.of(new NewTopic(second, 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void masksOfAStreet() throws Exception {
    List<GroundTruth> truths = publish("street:3", "--task=masks", "--frames=" + FRAMES);
    write(1, topics.detections(), truths, truth -> masks(truth, 8));
    write(2, second, truths, truth -> masks(truth, 0));

    JsonNode report = JSON.readTree(Printed.by(evaluate("masks", "--json", "--curves")));
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("scored").asInt()).isEqualTo(FRAMES);
    assertThat(report.get("metrics").get("AP").asDouble()).isBetween(0.1, 0.95);
    assertThat(run(evaluate("masks", "--output=" + second, "--fail-under=AP=0.999"))).isZero();
    assertThat(run(evaluate("masks", "--fail-under=AP=0.999"))).isEqualTo(1);

    Path page = folder.resolve("masks.html");
    JsonNode comparison = JSON.readTree(Printed.by(compare("masks", "--json", "--report=" + page)));
    assertThat(comparison.get("verdict").asText())
        .startsWith("models:/any/2 is better than models:/any/1: AP +0.");
    assertThat(Files.readString(page)).contains("interval better", "Boxes with a score of 0.5");
  }

  /** Returns the objects of a frame with their masks, of which a number of columns is cut off. */
  private static Boxes masks(GroundTruth truth, int cut) {
    List<Detection> found = new ArrayList<>();
    for (TrueObject object : truth.objects()) {
      RunLengthMask mask = decoded(object.mask().orElseThrow());
      double left = mask.box().x() + cut;
      RunLengthMask rest =
          RunLengthMask.ofPixels(
              mask.height(), mask.width(), (x, y) -> x >= left && has(mask, x, y));
      found.add(
          new Detection(object.label(), object.classId(), 0.9, object.box())
              .withMask(encoded(rest)));
    }
    return new Boxes(found);
  }

  private static boolean has(RunLengthMask mask, int x, int y) {
    int at = 0;
    boolean inside = false;
    for (int run : mask.runs()) {
      at += run;
      if (x * mask.height() + y < at) {
        return inside;
      }
      inside = !inside;
    }
    return false;
  }

  private static RunLengthMask decoded(InstanceMask mask) {
    return RunLengthMask.ofText(mask.size().get(0), mask.size().get(1), mask.counts());
  }

  private static InstanceMask encoded(RunLengthMask mask) {
    return new InstanceMask(List.of(mask.height(), mask.width()), mask.text());
  }

  @Test
  void regionsOfAStreet() throws Exception {
    List<GroundTruth> truths = publish("street:3", "--task=regions", "--frames=" + FRAMES);
    String missed = truths.get(0).objects().get(0).label();
    write(1, topics.detections(), truths, truth -> regions(truth, missed));
    write(2, second, truths, truth -> regions(truth, ""));

    JsonNode report = JSON.readTree(Printed.by(evaluate("regions", "--json")));
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    JsonNode unseen =
        report.get("metrics").findParents("label").stream()
            .filter(one -> one.get("label").asText().equals(missed))
            .findFirst()
            .orElseThrow();
    assertThat(unseen.get("IoU").asDouble()).as(missed).isZero();
    assertThat(run(evaluate("regions", "--output=" + second, "--fail-under=mIoU=1"))).isZero();
    Path page = folder.resolve("regions.html");
    assertThat(run(evaluate("regions", "--report=" + page))).isZero();
    assertThat(Files.readString(page))
        .contains("mIoU of each class", "Frames with the lowest mIoU", "data:image/jpeg")
        .doesNotContain("<script", "http:");

    String text = Printed.by(compare("regions"));
    assertThat(text)
        .contains("pixels the same", "models:/any/2 is better than models:/any/1: mIoU");
  }

  /** Returns the pixels of each category but one. */
  private static Regions regions(GroundTruth truth, String missed) {
    Map<Integer, List<RunLengthMask>> masks = new HashMap<>();
    Map<Integer, String> labels = new HashMap<>();
    for (TrueObject object : truth.objects()) {
      if (!object.label().equals(missed)) {
        labels.put(object.classId(), object.label());
        masks
            .computeIfAbsent(object.classId(), any -> new ArrayList<>())
            .add(decoded(object.mask().orElseThrow()));
      }
    }
    int height = truth.frame().height();
    int width = truth.frame().width();
    List<Region> regions = new ArrayList<>();
    LabelMap.ofObjects(height, width, masks, LabelMap.UNLABELLED)
        .masks()
        .forEach(
            (category, mask) ->
                regions.add(
                    new Region(
                        labels.get(category),
                        category,
                        mask.area(),
                        mask.area() / (double) (height * width),
                        encoded(mask))));
    return new Regions(regions);
  }

  @Test
  void classesOfFolders() throws Exception {
    for (int i = 0; i < FRAMES; i++) {
      Path image = folder.resolve("pets/%s/%02d.png".formatted(i % 2 == 0 ? "dog" : "fox", i));
      Files.createDirectories(image.getParent());
      ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    }
    List<GroundTruth> truths = publish(folder.resolve("pets").toString(), "--task=classes");
    assertThat(truths).hasSize(FRAMES);
    write(1, topics.detections(), truths, truth -> classes("dog"));
    write(2, second, truths, truth -> classes(truth.frameClass().orElseThrow().label()));

    JsonNode report = JSON.readTree(Printed.by(evaluate("classes", "--json", "--confusion=0.5")));
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("metrics").get("top1").asDouble()).isEqualTo(0.5);
    assertThat(report.get("confusion").get("counts").toString()).isEqualTo("[[6,0,0],[6,0,0]]");
    Path page = folder.resolve("classes.html");
    assertThat(run(evaluate("classes", "--report=" + page))).isZero();
    assertThat(Files.readString(page)).contains("taken for", "<td class=\"name\">fox</td>");

    assertThat(run(compare("classes", "--promote-if=top1>=0.4"))).as(err.toString()).isZero();
    assertThat(registry.resolve(ModelRef.of("any", "champion")).version()).isEqualTo(2);
    assertThat(run(compare("classes", "--promote-if=AP>=0"))).isEqualTo(2);

    assertThat(run(evaluate("boxes"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("has classes, and boxes are scored: expected --task classes");
  }

  private static Classes classes(String label) {
    return new Classes(List.of(new ScoredClass(label, 1, 0.9)));
  }

  @Test
  void aStreetHasNoKeypoints() throws Exception {
    assertThat(
            run(
                "publish",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topics.images(),
                "--task=keypoints",
                "street:3"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("expected boxes, masks or regions");
    publish("street:3", "--frames=2");
    List<GroundTruth> truths = truths();
    write(1, topics.detections(), truths, truth -> new Boxes(List.of()));

    assertThat(run(evaluate("masks"))).isEqualTo(2);
    assertThat(err.toString()).contains("an object of its ground truth", "has no mask");
  }

  private List<GroundTruth> publish(String source, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "publish",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topics.images(),
                "--ground-truth=" + groundTruth,
                "--fps=0"));
    arguments.addAll(List.of(options));
    arguments.add(source);
    assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    return truths();
  }

  private List<GroundTruth> truths() {
    List<GroundTruth> truths = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, client)) {
      reader.readAll(
          List.of(groundTruth),
          record -> {
            try {
              truths.add(EventSerdes.readGroundTruth(record.headers(), record.value()));
            } catch (InvalidEventException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    return truths;
  }

  private void write(
      int version, String topic, List<GroundTruth> truths, Function<GroundTruth, Findings> found)
      throws Exception {
    EventModel model =
        new EventModel(
            new ModelIdentity("any", version, "sha256:" + ("0" + version).repeat(32)),
            Optional.empty());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < truths.size(); i++) {
        GroundTruth truth = truths.get(i);
        Optional<InputPosition> input = Optional.of(new InputPosition(topics.images(), 0, i));
        producer
            .send(
                EventSerdes.write(
                    topic, topic + "-" + i, found.apply(truth).event(truth.frame(), input, model)))
            .get();
      }
    }
  }

  private int run(String... arguments) {
    return Main.commandLine().setErr(new PrintWriter(err)).execute(arguments);
  }

  private String[] evaluate(String task, String... options) {
    return arguments("evaluate", task, options);
  }

  private String[] compare(String task, String... options) {
    List<String> more =
        new ArrayList<>(
            List.of(
                "--topic=" + topics.images(),
                "--registry=" + folder.resolve("registry"),
                "--outputs=" + topics.detections() + "," + second));
    more.addAll(List.of(options));
    return arguments("compare", task, more.toArray(String[]::new));
  }

  private String[] arguments(String command, String task, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--ground-truth=" + groundTruth,
                "--task=" + task));
    if (command.equals("evaluate")
        && List.of(options).stream().noneMatch(o -> o.startsWith("--output"))) {
      arguments.add("--output=" + topics.detections());
    }
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }
}
