package dev.skipstream.cli;

import dev.skipstream.comparison.LeastMetric;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluation.EvaluationInput;
import dev.skipstream.evaluation.EvaluationResult;
import dev.skipstream.evaluation.EvaluationResult.Part;
import dev.skipstream.evaluation.EvaluationSettings;
import dev.skipstream.evaluation.FileEvaluation;
import dev.skipstream.evaluation.FileEvaluationSettings;
import dev.skipstream.evaluation.TaskEvaluation;
import dev.skipstream.evaluation.TopicEvaluation;
import dev.skipstream.evaluation.TopicEvaluationSettings;
import dev.skipstream.evaluation.TrackEvaluation;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.score.EvaluationTask;
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
      "Scores what a model found: the outcomes of a topic, or of a range of it, against the topic"
          + " of the ground truth, or files. Boxes are scored by COCO's protocol and by Pascal"
          + " VOC's; masks and keypoints by COCO's; classes by their accuracy; regions by their"
          + " mean IoU.",
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
      "          skipstream evaluate --task classes --fail-under top1=0.9",
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

  @Mixin TaskOption scored;

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
        least.stream().map(figure -> LeastMetric.parse(figure, scored.task)).toList();
    if (scored.task != EvaluationTask.BOXES) {
      return scoreTask(gates).status();
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

  private ExitCode scoreTask(List<LeastMetric> gates) {
    requireOptionsOfTask();
    TaskEvaluation evaluation =
        files.given()
            ? TaskEvaluation.ofFiles(
                fileSettings(), scored.task, outputs.worstFrames(), System.err::println)
            : TaskEvaluation.ofTopics(
                kafka.reach(),
                topicSettings(),
                scored.task,
                outputs.worstFrames(),
                System.err::println);
    if (json) {
      System.out.println(Json.document(evaluation.document(figures.parts())));
    } else {
      System.out.println(evaluation.text());
      System.out.println(MetricsView.page(evaluation.figures()));
      evaluation.parts().values().forEach(part -> System.out.println(MetricsView.parts(part)));
      if (figures.parts().contains(Part.CONFUSION)) {
        evaluation
            .confusion()
            .ifPresent(confusion -> System.out.println(ConfusionView.page(confusion)));
      }
    }
    outputs.writeReport(evaluation);
    return check(gates, evaluation.figures());
  }

  private void requireOptionsOfTask() {
    boolean confused = scored.task == EvaluationTask.CLASSES;
    if (lenient || figures.ofBoxes(confused) || outputs.results()) {
      throw new BadInputException(
          "--task %s does not go with --lenient, --errors, --coco-out, --coco-ids%s: expected none of them"
              .formatted(scored.task, confused ? "" : " and --confusion"));
    }
  }

  private static ExitCode check(List<LeastMetric> gates, Figures metrics) {
    List<LeastMetric> missed = gates.stream().filter(gate -> !gate.holds(metrics)).toList();
    missed.forEach(gate -> System.err.println(gate.complaint(metrics)));
    return missed.isEmpty() ? ExitCode.DONE : ExitCode.GATE_FAILED;
  }

  private ExitCode scoreTracks(String topic) {
    if (files.given()
        || range.given()
        || !least.isEmpty()
        || lenient
        || scored.task != EvaluationTask.BOXES
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
    return files.given()
        ? FileEvaluation.read(fileSettings(), System.err::println)
        : TopicEvaluation.read(kafka.reach(), topicSettings(), System.err::println);
  }

  private FileEvaluationSettings fileSettings() {
    if (range.given()) {
      throw new BadInputException("a range is one of a topic: expected none with --coco-gt");
    }
    if (!sources.isEmpty()) {
      throw new BadInputException(
          "--source selects frames of a topic: expected none with --coco-gt");
    }
    return files.settings();
  }

  private TopicEvaluationSettings topicSettings() {
    Optional<RangeBounds> bounds =
        range.given()
            ? Optional.of(
                new RangeBounds(
                    range.from(new RangeBound.Earliest()), range.to(new RangeBound.Latest())))
            : Optional.empty();
    return new TopicEvaluationSettings(
        topics.names(),
        groundTruth,
        bounds,
        new TreeSet<>(sources),
        () -> datarefs.open(ImageLimits.DEFAULT.maxBytes()));
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
