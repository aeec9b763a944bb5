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
      Optional<ConfusionMatrix> matrix = confusion.map(ConfusionMatrix::new);
      matrix.ifPresent(one -> dataset.forEach(found, one::add));
      if (json) {
        System.out.println(Json.document(document(metrics, parts, matrix)));
      } else {
        System.out.printf("%d of %d images scored%n", found.size(), dataset.size());
        System.out.println(MetricsView.page(metrics));
        parts.values().forEach(part -> System.out.println(MetricsView.parts(part)));
        matrix.ifPresent(one -> System.out.println(ConfusionView.page(one.table())));
      }
      return metrics;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  /** The metrics alone, unless more was asked for. */
  private Object document(
      CocoMetrics metrics,
      Map<String, Map<String, CocoMetrics>> parts,
      Optional<ConfusionMatrix> matrix) {
    if (parts.isEmpty() && matrix.isEmpty()) {
      return metrics;
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("metrics", metrics);
    if (!parts.isEmpty()) {
      document.put("by", parts);
    }
    matrix.ifPresent(one -> document.put("confusion", one.table()));
    return document;
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
    Optional<ConfusionMatrix> matrix = confusion.map(ConfusionMatrix::new);
    matrix.ifPresent(one -> join.forEach(one::add));
    if (json) {
      System.out.println(
          Json.document(new TopicScores(report, matrix.map(ConfusionMatrix::table))));
    } else {
      System.out.println(text(report));
      matrix.ifPresent(one -> System.out.println(ConfusionView.page(one.table())));
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
