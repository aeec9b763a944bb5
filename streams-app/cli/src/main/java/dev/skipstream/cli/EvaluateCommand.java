package dev.skipstream.cli;

import dev.skipstream.comparison.LeastMetric;
import dev.skipstream.evaluate.CocoFigures;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluation.EvaluationInput;
import dev.skipstream.evaluation.EvaluationResult;
import dev.skipstream.evaluation.EvaluationResult.Part;
import dev.skipstream.evaluation.EvaluationSettings;
import dev.skipstream.evaluation.ShapeEvaluation;
import dev.skipstream.evaluation.TopicEvaluation;
import dev.skipstream.evaluation.TopicEvaluationSettings;
import dev.skipstream.evaluation.TrackEvaluation;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.RangeBounds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = {
      "Scores detections by COCO's protocol, and by Pascal VOC's: those of a topic, or of a range"
          + " of it, against the topic of the ground truth, or files.",
      "Exit code 1 when a figure is below --fail-under."
    },
    footer = {
      "",
      "Examples: skipstream evaluate --fail-under AP50=0.85 --report report.html",
      "          skipstream evaluate --by-duration 10m --errors 0.5",
      "          skipstream evaluate --source cells --coco-out results.json --coco-ids"
          + " cells/instances.json",
      "          skipstream evaluate --coco-gt instances.json --coco-dt results.json",
      "          skipstream evaluate --task masks --coco-gt instances.json --coco-dt masks.json",
      "          skipstream evaluate --coco-gt instances.json --events found.jsonl --by weather",
      "          skipstream evaluate --coco-out results.json --coco-ids instances.json",
      "          skipstream evaluate --tracks tracks --source street-7"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;

  @Option(
      names = "--ground-truth",
      paramLabel = "TOPIC",
      defaultValue = Topics.GROUND_TRUTH,
      description = "topic of what is in the frames (default: ${DEFAULT-VALUE})")
  String groundTruth;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      split = ",",
      description =
          "score only the frames of these sources, and read only their ground truth (default: all)")
  List<String> sources = List.of();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "boxes",
      description =
          "shapes to score: boxes, masks or keypoints; masks and keypoints are scored with"
              + " --coco-gt and --coco-dt (default: ${DEFAULT-VALUE})")
  CocoTask task;

  @Option(
      names = "--tracks",
      paramLabel = "TOPIC",
      description =
          "score the tracks of this topic, by HOTA, MOTA and IDF1, in place of detections; the"
              + " ground truth states which objects are the same, as that of the simulated street"
              + " does")
  Optional<String> tracks;

  @Mixin RangeOptions range;
  @Mixin DatarefOptions datarefs;
  @Mixin EvaluationFiles files;
  @Mixin EvaluationFigures figures;
  @Mixin EvaluationOutputs outputs;

  @Option(
      names = "--fail-under",
      paramLabel = "METRIC=VALUE",
      split = ",",
      description = "least figures, such as AP50=0.85,AP=0.6")
  List<String> least = List.of();

  @Option(
      names = "--lenient",
      description =
          "count boxes outside their frame, as pycocotools does (default: such a box is an error)")
  boolean lenient;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    if (tracks.isPresent()) {
      return scoreTracks(tracks.get()).status();
    }
    List<LeastMetric> gates =
        least.stream().map(figure -> LeastMetric.parse(figure, task)).toList();
    if (task != CocoTask.BOXES) {
      return scoreShapes(gates).status();
    }
    try (EvaluationInput input = read();
        EvaluationOutputs.PendingResults results = outputs.writeResults(input)) {
      if (outputs.onlyResults() && gates.isEmpty() && input.counts().scored() == 0) {
        System.err.println("nothing is scored: no frame has both truth and detections");
        results.finish();
        return ExitCode.DONE.status();
      }
      EvaluationResult result =
          input.evaluate(new EvaluationSettings(figures.scores(), outputs.worstFrames(), lenient));
      if (result.boxesOutside() > 0) {
        System.err.printf(
            "%d boxes lie outside their frames, and are counted%n", result.boxesOutside());
      }
      print(input, result);
      outputs.writeReport(result);
      results.finish();
      return check(gates, result.metrics()).status();
    }
  }

  private ExitCode scoreShapes(List<LeastMetric> gates) {
    if (range.given() || !sources.isEmpty() || lenient || figures.ofBoxes() || outputs.given()) {
      throw new BadInputException(
          "--task %s goes with --coco-gt, --coco-dt, --by, --curves, --fail-under and --json: expected no other option"
              .formatted(task));
    }
    ShapeEvaluation evaluation = files.readShapes(task);
    if (json) {
      System.out.println(Json.document(evaluation.document(figures.parts().contains(Part.CURVES))));
    } else {
      System.out.println(evaluation.text());
      System.out.println(MetricsView.page(evaluation.figures()));
      evaluation.parts().values().forEach(part -> System.out.println(MetricsView.parts(part)));
    }
    return check(gates, evaluation.figures());
  }

  private static ExitCode check(List<LeastMetric> gates, CocoFigures metrics) {
    List<LeastMetric> missed = gates.stream().filter(gate -> !gate.holds(metrics)).toList();
    missed.forEach(gate -> System.err.println(gate.complaint(metrics)));
    return missed.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED;
  }

  private ExitCode scoreTracks(String topic) {
    if (files.given()
        || range.given()
        || !least.isEmpty()
        || lenient
        || task != CocoTask.BOXES
        || !figures.parts().isEmpty()
        || outputs.given()) {
      throw new BadInputException(
          "--tracks scores whole topics and goes with --ground-truth, --source and --json: expected"
              + " no other option");
    }
    TrackEvaluation evaluation =
        TrackEvaluation.read(kafka.reach(), topic, groundTruth, new TreeSet<>(sources));
    System.out.print(
        json ? Json.document(evaluation) + System.lineSeparator() : TracksView.page(evaluation));
    return ExitCode.DONE;
  }

  private EvaluationInput read() {
    if (!files.given()) {
      return ofTopics();
    }
    if (range.given()) {
      throw new BadInputException("a range is one of a topic: expected none with --coco-gt");
    }
    if (!sources.isEmpty()) {
      throw new BadInputException(
          "--source selects frames of a topic: expected none with --coco-gt");
    }
    return files.read();
  }

  private EvaluationInput ofTopics() {
    Optional<RangeBounds> bounds =
        range.given()
            ? Optional.of(
                new RangeBounds(
                    range.from(new RangeBound.Earliest()), range.to(new RangeBound.Latest())))
            : Optional.empty();
    return TopicEvaluation.read(
        kafka.reach(),
        new TopicEvaluationSettings(
            topics.names(),
            groundTruth,
            bounds,
            new TreeSet<>(sources),
            () -> datarefs.open(ImageLimits.DEFAULT.maxBytes())),
        System.err::println);
  }

  private void print(EvaluationInput input, EvaluationResult result) {
    Set<Part> parts = figures.parts();
    if (json) {
      System.out.println(Json.document(result.document(parts)));
      return;
    }
    System.out.println(input.text());
    System.out.println(MetricsView.page(result.metrics()));
    System.out.println(MetricsView.voc(result.voc()));
    input.parts().values().forEach(part -> System.out.println(MetricsView.parts(part)));
    if (parts.contains(Part.CONFUSION)) {
      System.out.println(ConfusionView.page(result.confusion()));
    }
    if (parts.contains(Part.ERRORS)) {
      System.out.println(ErrorsView.page(result.errors()));
    }
  }
}
