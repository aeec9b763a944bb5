package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.ModelSettings;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.PipelineSettings;
import dev.skipstream.stream.RegistryModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports a user's own detector in each output form, streams and replays with it, and compares it
 * with a Faster R-CNN. The detectors find squares on a grid; the Faster R-CNN has generated
 * weights, which find none.
 */
@Timeout(300)
class TorchScriptStreamIT {
  private static final List<String> FORMS = List.of("yolov8", "yolov5", "boxes-scores-labels");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAMES = 6;

  /** The side of a square, and of a place of the grid, in pixels of the frame. */
  private static final int SQUARE = 80;

  @TempDir Path folder;

  private final TopicNames images = TopicNames.of(SharedBroker.uniqueName("squares"));
  private final String groundTruth = images.images() + ".truth";

  @BeforeEach
  void publish() throws IOException {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, images, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, images.images(), groundTruth, (short) 1);
    }
    Printed.by(
        "publish",
        servers(),
        "--topic=" + images.images(),
        "--ground-truth=" + groundTruth,
        "--fps=0",
        dataset().toString());
  }

  @Test
  void aDetectorInEachFormIsStreamedReplayedAndComparedWithFasterRcnn() throws Exception {
    Path checkpoint = folder.resolve("faster.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", 3);
    Printed.by(
        "models",
        "import",
        "--torchvision-checkpoint=" + checkpoint,
        "--name=faster",
        "--labels=red,green",
        "--min-size=96",
        "--max-size=128",
        "--proposals=50",
        registry());

    for (String form : FORMS) {
      importOwn(form);

      List<String> streamed = stream(form);
      JsonNode comparison = compare(form);

      assertThat(streamed).as(form).hasSize(FRAMES).allMatch(each -> each.contains("label"));
      assertThat(replayed(form)).as(form).containsExactlyInAnyOrderElementsOf(streamed);
      assertThat(comparison.get("frames").asInt()).isEqualTo(FRAMES);
      JsonNode ap = comparison.get("intervals").get(0);
      assertThat(ap.get("metric").asText()).isEqualTo("AP");
      assertThat(ap.get("second").asDouble()).as(form).isEqualTo(1);
      assertThat(ap.get("first").asDouble()).isLessThan(0.5);
      assertThat(comparison.get("verdict").asText())
          .startsWith("models:/%s/1 is better than models:/faster/1: AP +".formatted(form));
    }
  }

  private void importOwn(String form) throws IOException {
    Path file = folder.resolve(form + ".pt");
    String resource = "dev/skipstream/detect/squares-" + form + ".pt";
    try (InputStream in =
        Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
    Printed.by(
        "models",
        "import",
        "--torchscript=" + file,
        "--task=detect",
        "--output-format=" + form,
        "--labels=red,green",
        "--input-size=64",
        "--name=" + form,
        registry());
  }

  /** Returns the detections of each frame as a stream finds them. */
  private List<String> stream(String form) throws Exception {
    TopicNames topics =
        new TopicNames(
            images.images(), images.images() + "." + form, images.images() + "." + form + ".dead");
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers", SharedBroker.bootstrapServers(), "auto.offset.reset", "earliest");
    try (Admin admin = SharedBroker.admin()) {
      Topics.createOutputs(admin, topics, (short) 1);
    }
    RegistryModels models =
        RegistryModels.resolve(
            ModelSettings.of(
                RegistryLocation.of(folder.resolve("registry").toString()), TorchDevice.CPU),
            new PipelineSettings(topics, "models:/" + form));
    DetectionSettings settings =
        DetectionSettings.builder(client, images.images() + "-" + form)
            .models(models)
            .images(ImageTools.ofRecords(Optional.empty()))
            .build();
    List<String> found = new ArrayList<>();
    try (RunningStream running = RunningStream.start(settings);
        OutcomeReader outcomes = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      for (ConsumerRecord<byte[], byte[]> outcome : outcomes.read(FRAMES, Duration.ofSeconds(60))) {
        found.add(detections(outcome));
      }
      running.throwIfEnded();
    }
    return found;
  }

  /** Replays both models, and compares what they find. */
  private JsonNode compare(String form) throws IOException {
    return JSON.readTree(
        Printed.by(
            "compare",
            servers(),
            registry(),
            "--device=cpu",
            "--topic=" + images.images(),
            "--ground-truth=" + groundTruth,
            "--batch-size=2",
            "--draws=20",
            "--json",
            "models:/faster/1",
            "models:/" + form + "/1"));
  }

  /** Returns the detections of each frame in the replay of the model. */
  private List<String> replayed(String form) throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode replay : JSON.readTree(Printed.by("replay", "list", servers(), "--json"))) {
      if (replay.at("/model/name").asText().equals(form)
          && replay.at("/topic").asText().equals(images.images())) {
        try (Admin admin = SharedBroker.admin();
            CommittedReader reader =
                new CommittedReader(
                    admin, Map.of("bootstrap.servers", SharedBroker.bootstrapServers()))) {
          reader.readAll(
              List.of(replay.get("output").asText()), record -> found.add(detections(record)));
        }
      }
    }
    return found;
  }

  private static String detections(ConsumerRecord<byte[], byte[]> outcome) {
    try {
      JsonNode event = JSON.readTree(outcome.value());
      return event.at("/frame/id").asText() + " " + event.get("detections");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Frames with a red and a green square, and the file of COCO's format that says where. */
  private Path dataset() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("data/images"));
    ObjectNode truth = JSON.createObjectNode();
    ArrayNode categories = truth.putArray("categories");
    categories.addObject().put("id", 1).put("name", "red");
    categories.addObject().put("id", 2).put("name", "green");
    ArrayNode entries = truth.putArray("images");
    ArrayNode annotations = truth.putArray("annotations");
    for (int i = 0; i < FRAMES; i++) {
      BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
      String name = "frame-%d.png".formatted(i);
      entries.addObject().put("id", i).put("file_name", name).put("width", 640).put("height", 480);
      for (int category = 1; category <= 2; category++) {
        int x = SQUARE * ((i + 3 * category) % 8);
        int y = SQUARE * (2 * category);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(category == 1 ? Color.RED : Color.GREEN);
        graphics.fillRect(x, y, SQUARE, SQUARE);
        graphics.dispose();
        ObjectNode annotation = annotations.addObject();
        annotation.put("id", 2 * i + category).put("image_id", i).put("category_id", category);
        annotation.put("iscrowd", 0).put("area", SQUARE * SQUARE);
        annotation.putArray("bbox").add(x).add(y).add(SQUARE).add(SQUARE);
      }
      ImageIO.write(image, "png", pictures.resolve(name).toFile());
    }
    Path file = folder.resolve("data/instances.json");
    Files.writeString(file, truth.toString());
    return file;
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }

  private static String servers() {
    return "--bootstrap-server=" + SharedBroker.bootstrapServers();
  }
}
