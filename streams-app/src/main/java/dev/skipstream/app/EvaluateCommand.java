package dev.skipstream.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skipstream.broker.CommittedReader;
import dev.skipstream.broker.Topics;
import dev.skipstream.evaluate.CocoDataset;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = {
      "Scores detections by COCO's protocol: those of a topic against the topic of the ground truth, or files.",
      "Exit code 1 when a figure is below --fail-under."
    },
    footer = {
      "",
      "Examples: skipstream evaluate --fail-under AP50=0.85",
      "          skipstream evaluate --coco-gt instances.json --coco-dt results.json",
      "          skipstream evaluate --coco-gt instances.json --events found.jsonl --by weather"
    })
final class EvaluateCommand implements Callable<Integer> {
  /** What is said of topics with --json. */
  private record TopicScores(
      @JsonUnwrapped FrameJoin.Report report,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ConfusionMatrix.Table> confusion) {}

  /** What is said of files with --json when more than the metrics was asked for. */
  private record FileScores(
      CocoMetrics metrics,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, CocoMetrics>> by,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ConfusionMatrix.Table> confusion) {}

  @Mixin KafkaOptions kafka;

  @Option(
      names = "--output",
      paramLabel = "TOPIC",
      defaultValue = "detections",
      description = "topic of the detection events (default: ${DEFAULT-VALUE})")
  String detections;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description = "topic of what is in the frames (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Option(
      names = "--coco-gt",
      paramLabel = "FILE",
      description = "COCO's instances, instead of topics")
  Optional<Path> instances;

  @Option(names = "--coco-dt", paramLabel = "FILE", description = "COCO's results, with --coco-gt")
  Optional<Path> results;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "detection events, one a line as detect and watch print them with --json, with --coco-gt")
  Optional<Path> events;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      split = ",",
      description =
          "with --coco-gt: the figures by what the data set says of its images under these names too, such as daytime,weather")
  List<String> by = List.of();

  @Option(
      names = "--confusion",
      paramLabel = "SCORE",
      description = "what objects were taken for, by detections of at least this score, too")
  Optional<Double> confusion;

  @Option(
      names = "--fail-under",
      paramLabel = "METRIC=VALUE",
      split = ",",
      description = "least figures, such as AP50=0.85,AP=0.6")
  List<String> least = List.of();

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    List<LeastMetric> gates = least.stream().map(LeastMetric::parse).toList();
    boolean files = instances.isPresent();
    boolean both = results.isPresent() && events.isPresent();
    boolean lacksTruth = !files && (results.isPresent() || events.isPresent() || !by.isEmpty());
    boolean lacksDetections = files && results.isEmpty() && events.isEmpty();
    if (both || lacksTruth || lacksDetections) {
      throw new BadInputException(
          "expected --coco-gt with either --coco-dt or --events, or none of them; --by goes with them");
    }
    CocoMetrics metrics = files ? ofFiles() : ofTopics();
    List<LeastMetric> missed = gates.stream().filter(gate -> !gate.holds(metrics)).toList();
    missed.forEach(gate -> System.err.println(gate.complaint(metrics)));
    return (missed.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED).status();
  }

  private CocoMetrics ofFiles() {
    try {
      CocoDataset dataset = CocoDataset.read(instances.get());
      Map<Long, List<Detection>> found =
          results.isPresent()
              ? dataset.results(results.get())
              : dataset.events(readEvents(events.get()));
      CocoMetrics metrics = dataset.score(found);
      Map<String, Map<String, CocoMetrics>> parts = new LinkedHashMap<>();
      by.forEach(member -> parts.put(member, dataset.scoreBy(member, found)));
      Optional<ConfusionMatrix.Table> confused =
          confusion(frames -> dataset.forEach(found, frames));
      if (json) {
        boolean alone = parts.isEmpty() && confused.isEmpty();
        System.out.println(
            Json.document(alone ? metrics : new FileScores(metrics, parts, confused)));
      } else {
        System.out.printf("%d of %d images scored%n", found.size(), dataset.size());
        System.out.println(MetricsView.page(metrics));
        parts.values().forEach(part -> System.out.println(MetricsView.parts(part)));
        confused.ifPresent(table -> System.out.println(ConfusionView.page(table)));
      }
      return metrics;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  private Optional<ConfusionMatrix.Table> confusion(
      Consumer<BiConsumer<List<TrueObject>, List<Detection>>> frames) {
    return confusion.map(
        score -> {
          ConfusionMatrix matrix = new ConfusionMatrix(score);
          frames.accept(matrix::add);
          return matrix.table();
        });
  }

  private static List<DetectionEvent> readEvents(Path file) throws IOException {
    List<DetectionEvent> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        events.add(EventSerdes.readDetection(line.getBytes(StandardCharsets.UTF_8)));
      } catch (InvalidEventException e) {
        throw new IOException(
            "%s, line %d: %s".formatted(file, events.size() + 1, e.getMessage()), e);
      }
    }
    return events;
  }

  private CocoMetrics ofTopics() {
    FrameJoin join = new FrameJoin();
    try (Admin admin = Admin.create(kafka.reach());
        CommittedReader reader = new CommittedReader(admin, kafka.reach())) {
      reader.readAll(List.of(groundTruth, detections), record -> add(record, join));
    }
    FrameJoin.Report report = join.report();
    Optional<ConfusionMatrix.Table> confused = confusion(join::forEach);
    if (json) {
      System.out.println(Json.document(new TopicScores(report, confused)));
    } else {
      System.out.println(text(report));
      confused.ifPresent(table -> System.out.println(ConfusionView.page(table)));
    }
    return report.metrics();
  }

  private void add(ConsumerRecord<byte[], byte[]> record, FrameJoin join) {
    try {
      if (record.topic().equals(groundTruth)) {
        join.add(EventSerdes.readGroundTruth(record.headers(), record.value()));
        return;
      }
      OutcomeEvent outcome = EventSerdes.readOutcome(record.headers(), record.value());
      if (outcome instanceof DetectionEvent found) {
        join.add(found);
      }
    } catch (InvalidEventException e) {
      throw new BadInputException(
          "%s-%d@%d: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }

  private static String text(FrameJoin.Report report) {
    return String.format(
        Locale.ROOT,
        "%d frames scored; %d detection events without truth, %d frames without a detection event%n%s",
        report.scored(),
        report.withoutTruth(),
        report.withoutDetections(),
        MetricsView.page(report.metrics()));
  }
}
