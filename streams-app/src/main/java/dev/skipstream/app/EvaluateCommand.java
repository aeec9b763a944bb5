package dev.skipstream.app;

import dev.skipstream.broker.CommittedReader;
import dev.skipstream.broker.Topics;
import dev.skipstream.evaluate.CocoFiles;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
      "Scores detections by COCO's protocol: those of a topic against the topic of the ground truth, or two files of COCO's.",
      "Exit code 1 when a figure is below --fail-under."
    },
    footer = {
      "",
      "Examples: skipstream evaluate --fail-under AP50=0.85",
      "          skipstream evaluate --coco-gt instances.json --coco-dt results.json"
    })
final class EvaluateCommand implements Callable<Integer> {
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
    if (instances.isPresent() != results.isPresent()) {
      throw new BadInputException("--coco-gt and --coco-dt go together: expected both, or none");
    }
    CocoMetrics metrics = instances.isPresent() ? ofFiles() : ofTopics();
    List<LeastMetric> missed = gates.stream().filter(gate -> !gate.holds(metrics)).toList();
    missed.forEach(gate -> System.err.println(gate.complaint(metrics)));
    return (missed.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED).status();
  }

  private CocoMetrics ofFiles() {
    CocoMetrics metrics;
    try {
      metrics = CocoFiles.evaluator(instances.get(), results.get()).metrics();
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
    System.out.println(json ? Json.document(metrics) : MetricsView.page(metrics));
    return metrics;
  }

  private CocoMetrics ofTopics() {
    FrameJoin join = new FrameJoin();
    try (Admin admin = Admin.create(kafka.reach());
        CommittedReader reader = new CommittedReader(admin, kafka.reach())) {
      reader.readAll(List.of(groundTruth, detections), record -> add(record, join));
    }
    FrameJoin.Report report = join.report();
    System.out.println(json ? Json.document(report) : text(report));
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
