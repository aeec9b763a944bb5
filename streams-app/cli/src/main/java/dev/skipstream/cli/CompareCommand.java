package dev.skipstream.cli;

import dev.skipstream.compare.Agreement;
import dev.skipstream.compare.PairedComparison.Interval;
import dev.skipstream.comparison.Comparison;
import dev.skipstream.comparison.ComparisonSettings;
import dev.skipstream.comparison.EvaluationRecord;
import dev.skipstream.comparison.Promotion;
import dev.skipstream.comparison.PromotionRule;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.replay.ReplaySettings;
import dev.skipstream.report.HtmlReport;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.RangeBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description = {
      "Says which of two models is better, by what they find in the same images: replays a range of"
          + " a topic through both, or takes what is there of them, such as a model's and its"
          + " shadow's.",
      "The result is noted in the registry, on both versions. Exit code 1 when --promote-if does"
          + " not hold."
    },
    footer = {
      "",
      "Examples: skipstream compare models:/street/1 models:/street/2 --by-duration 1h --report"
          + " comparison.html",
      "          skipstream compare models:/street@champion models:/street@challenger --promote-if"
          + " 'AP>=-0.002,p99<=1.1x'",
      "          skipstream compare --outputs detections,detections.shadow"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin ReplayOptions replay;

  @Parameters(
      arity = "0..2",
      paramLabel = "URI",
      description =
          "the two models, the first the one that is there: models:/NAME/VERSION,"
              + " models:/NAME@ALIAS, or models:/NAME for the newest")
  List<String> models = List.of();

  @Option(
      names = "--outputs",
      split = ",",
      paramLabel = "TOPIC",
      description =
          "two topics of detection events that are there, of the first model and of the second, in"
              + " place of replaying")
  List<String> outputs = List.of();

  @Mixin TaskOption scored;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "how often frames are drawn anew, for the intervals (default: ${DEFAULT-VALUE})")
  int draws;

  @Option(
      names = "--promote-if",
      paramLabel = "RULE",
      description =
          "moves --alias from the first model to the second when each condition holds:"
              + " METRIC>=DIFFERENCE to the first, or METRIC<=FACTORx")
  Optional<String> promoteIf;

  @Option(
      names = "--alias",
      defaultValue = "champion",
      description = "that --promote-if moves (default: ${DEFAULT-VALUE})")
  String alias;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write an HTML page that needs nothing beside it")
  Optional<Path> report;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  /** The JSON output of the command. */
  record Document(
      ModelIdentity first,
      ModelIdentity second,
      int frames,
      String verdict,
      List<Interval> intervals,
      Map<String, Double> firstFigures,
      Map<String, Double> secondFigures,
      Agreement agreement) {}

  @Override
  public Integer call() {
    check();
    Optional<Promotion> promotion =
        promoteIf.map(
            text ->
                new Promotion(PromotionRule.parse(text, Comparison.figures(scored.task)), alias));
    List<TopicNames> both = outputs.isEmpty() ? replayed() : named();
    ComparisonSettings settings =
        new ComparisonSettings(
            both.get(0),
            both.get(1),
            replay.groundTruth,
            scored.task,
            draws,
            ComparisonSettings.DEFAULT_SEED,
            () -> replay.datarefs.open(ImageLimits.DEFAULT.maxBytes()));
    try (Comparison comparison =
        Comparison.of(replay.kafka.reach(), settings, notice -> System.err.println(notice))) {
      System.out.println(
          json ? Json.document(document(comparison)) : page(comparison, scored.task));
      Comparison.warning(comparison.frames())
          .ifPresent(text -> System.err.println("warning: " + text));
      Instant at = Instant.now();
      report.ifPresent(file -> write(comparison, at, file));
      try (ModelRegistry open = replay.registry().open()) {
        note(open, comparison, at);
        return promotion.isEmpty() || promote(open, comparison, promotion.get())
            ? ExitCode.DONE.status()
            : ExitCode.GATE_FAILED.status();
      }
    }
  }

  private void check() {
    if (Math.min(models.size(), outputs.size()) != 0 || models.size() + outputs.size() != 2) {
      throw new BadInputException(
          "%d models and %d --outputs: expected two models to replay a range through, or --outputs FIRST,SECOND"
              .formatted(models.size(), outputs.size()));
    }
    if (!outputs.isEmpty() && replay.range.given()) {
      throw new BadInputException(
          "a range is one of the images, to be replayed: expected none with --outputs");
    }
    if (draws < 1) {
      throw new BadInputException("--draws is %d: expected at least 1".formatted(draws));
    }
    replay.check();
  }

  /** The topics of two replays, made or found. */
  private List<TopicNames> replayed() {
    // Found out once: what is published meanwhile is in neither.
    RangeBounds bounds =
        new RangeBounds(
            replay.range.from(new RangeBound.Earliest()),
            replay.range.to(new RangeBound.DateTime(Instant.now())));
    List<ReplaySettings> settings =
        models.stream()
            .map(uri -> replay.settings(uri, bounds, Optional.empty(), /* again= */ false))
            .toList();
    return replay.runner().runAll(settings).stream()
        .map(run -> new TopicNames(replay.topic, run.output(), run.deadLetters()))
        .toList();
  }

  private List<TopicNames> named() {
    String deadLetters = TopicNames.of(replay.topic).deadLetters();
    return outputs.stream()
        .map(output -> new TopicNames(replay.topic, output, deadLetters))
        .toList();
  }

  private static Document document(Comparison comparison) {
    return new Document(
        comparison.firstModel(),
        comparison.secondModel(),
        comparison.frames(),
        comparison.verdict(),
        comparison.intervals(),
        comparison.firstFigures(),
        comparison.secondFigures(),
        comparison.agreement());
  }

  private static String page(Comparison comparison, EvaluationTask task) {
    StringBuilder page = new StringBuilder();
    page.append("                 first  second  difference  95 % interval\n");
    for (Interval one : comparison.intervals()) {
      page.append(
          String.format(
              Locale.ROOT,
              "  %-13s %6.4f  %6.4f     %+7.4f  %+.4f to %+.4f%n",
              one.metric(),
              one.first(),
              one.second(),
              one.difference(),
              one.low(),
              one.high()));
    }
    Agreement agreement = comparison.agreement();
    page.append(
        "  %d of %d %s the same; %d of another class, %d only the first's, %d only the second's%n"
            .formatted(
                agreement.same(),
                agreement.compared(),
                task.compared(),
                agreement.otherClass(),
                agreement.onlyFirst(),
                agreement.onlySecond()));
    return page.append(comparison.verdict()).toString();
  }

  private static void write(Comparison comparison, Instant at, Path file) {
    try {
      HtmlReport.write(comparison.report(at), file);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: the report cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  /** On both versions; a registry that does not have them is no reason to fail. */
  private void note(ModelRegistry open, Comparison comparison, Instant at) {
    try {
      String verdict = comparison.verdict() + " of topic " + replay.topic;
      EvaluationRecord.write(open, comparison.firstModel(), at, verdict);
      EvaluationRecord.write(open, comparison.secondModel(), at, verdict);
    } catch (UnknownModelException e) {
      System.err.printf("not noted in the registry: %s%n", e.getMessage());
    }
  }

  private boolean promote(ModelRegistry open, Comparison comparison, Promotion promotion) {
    Promotion.Result result = promotion.apply(open, comparison);
    ModelIdentity to = comparison.secondModel();
    if (result.promoted()) {
      System.err.printf("%s is %s now%n", ModelRef.of(to.name(), alias), Comparison.uri(to));
    } else {
      ModelIdentity from = comparison.firstModel();
      System.err.printf(
          "%s stays %s: %s does not hold%n",
          ModelRef.of(from.name(), alias),
          Comparison.uri(from),
          String.join(", ", result.broken()));
    }
    return result.promoted();
  }
}
