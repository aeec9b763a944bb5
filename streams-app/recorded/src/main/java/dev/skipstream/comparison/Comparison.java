package dev.skipstream.comparison;

import dev.skipstream.compare.Agreement;
import dev.skipstream.compare.PairedComparison;
import dev.skipstream.compare.PairedComparison.Interval;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluation.TopicEvaluation;
import dev.skipstream.evaluation.TopicEvaluationSettings;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.report.ComparisonReport;
import dev.skipstream.report.EvaluationReport.PicturedFrame;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.TopicNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The comparison of two outputs over the same frames, each of one model.
 *
 * <p>Threading: for one thread. {@link #of} blocks on the broker, and so does {@link #report} for
 * its pictures.
 */
public final class Comparison implements AutoCloseable {
  private static final int DIFFERING_FRAMES = 6;

  /** With fewer frames to draw from, a percentile interval is narrower than its 95 % promise. */
  private static final int LEAST_FRAMES = 50;

  private final TopicEvaluation first;
  private final TopicEvaluation second;
  private final ModelIdentity firstModel;
  private final ModelIdentity secondModel;
  private final EvaluationTask task;
  private final List<Pair> pairs;
  private final Figures firstMetrics;
  private final Figures secondMetrics;
  private final List<Interval> intervals;

  /** A frame that both looked at. */
  private record Pair(ScoredFrame first, ScoredFrame second, Agreement agreement) {}

  /**
   * Returns the names of the figures that a rule may use: the task's numbers, and latencies in
   * milliseconds.
   */
  public static List<String> figures(EvaluationTask task) {
    return Stream.concat(task.metricNames().stream(), Stream.of("p50", "p99")).toList();
  }

  /**
   * Reads both outputs to their present end, and compares them.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param notices receives lines for the user
   * @throws UnfitInputException when an output cannot be scored or is of several models, or no
   *     frame with ground truth is in both
   * @throws dev.skipstream.topics.BrokerException when the broker does not answer
   */
  public static Comparison of(
      Map<String, Object> client, ComparisonSettings settings, Consumer<String> notices) {
    TopicEvaluation first = read(client, settings.first(), settings, notices);
    try {
      TopicEvaluation second = read(client, settings.second(), settings, notices);
      try {
        return new Comparison(first, second, settings);
      } catch (RuntimeException e) {
        second.close();
        throw e;
      }
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  private static TopicEvaluation read(
      Map<String, Object> client,
      TopicNames topics,
      ComparisonSettings settings,
      Consumer<String> notices) {
    TopicEvaluation input =
        TopicEvaluation.read(
            client,
            new TopicEvaluationSettings(
                topics,
                settings.groundTruth(),
                Optional.empty(),
                Collections.emptySortedSet(),
                settings.pictures()),
            notices);
    try {
      input.requireSomething();
      return input;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private Comparison(TopicEvaluation first, TopicEvaluation second, ComparisonSettings settings) {
    this.first = first;
    this.second = second;
    this.firstModel = onlyModel(first);
    this.secondModel = onlyModel(second);
    this.task = settings.task();
    this.pairs = pairs(first, second);
    PairedComparison paired = new PairedComparison(task);
    for (Pair pair : pairs) {
      paired.add(pair.first(), pair.second());
    }
    this.firstMetrics = paired.first();
    this.secondMetrics = paired.second();
    this.intervals = paired.intervals(settings.draws(), settings.seed());
  }

  private static ModelIdentity onlyModel(TopicEvaluation output) {
    Set<ModelIdentity> models = output.models();
    if (models.size() != 1) {
      throw new UnfitInputException(
          "%s: the detections are by %d model versions (%s): expected those of one; name a range, or replay it"
              .formatted(
                  output.title(),
                  models.size(),
                  models.stream().map(Comparison::uri).sorted().toList()));
    }
    return models.iterator().next();
  }

  private static List<Pair> pairs(TopicEvaluation first, TopicEvaluation second) {
    Map<InputPosition, ScoredFrame> ofFirst = new HashMap<>();
    first.forEach(frame -> frame.input().ifPresent(input -> ofFirst.put(input, frame)));
    List<Pair> pairs = new ArrayList<>();
    second.forEach(
        frame -> {
          ScoredFrame other = frame.input().map(ofFirst::get).orElse(null);
          if (other != null) {
            pairs.add(
                new Pair(
                    other,
                    frame,
                    Agreement.of(other.findings(), frame.findings(), Agreement.SURE)));
          }
        });
    if (pairs.isEmpty()) {
      throw new UnfitInputException(
          "no frame with truth is in both: %s has %d, %s has %d; expected two outputs of the same images"
              .formatted(
                  first.title(),
                  first.counts().scored(),
                  second.title(),
                  second.counts().scored()));
    }
    return pairs;
  }

  public ModelIdentity firstModel() {
    return firstModel;
  }

  public ModelIdentity secondModel() {
    return secondModel;
  }

  public int frames() {
    return pairs.size();
  }

  /** Returns a warning where so many frames are too few for the intervals. */
  public static Optional<String> warning(int frames) {
    return frames >= LEAST_FRAMES
        ? Optional.empty()
        : Optional.of(
            "%d frames are too few for intervals of 95 %%: expected at least %d; compare over a longer range"
                .formatted(frames, LEAST_FRAMES));
  }

  public List<Interval> intervals() {
    return intervals;
  }

  /** Returns the first model's figures by name, of {@link #figures}; unknown latencies are NaN. */
  public Map<String, Double> firstFigures() {
    return figures(firstMetrics, first.times());
  }

  /** Returns the second model's figures by name, of {@link #figures}; unknown latencies are NaN. */
  public Map<String, Double> secondFigures() {
    return figures(secondMetrics, second.times());
  }

  private static Map<String, Double> figures(Figures metrics, Optional<StageTimes.Summary> times) {
    Map<String, Double> figures = new LinkedHashMap<>();
    metrics.names().forEach(name -> figures.put(name, metrics.number(name)));
    figures.put("p50", times.map(known -> known.total().p50()).orElse(Double.NaN));
    figures.put("p99", times.map(known -> known.total().p99()).orElse(Double.NaN));
    return figures;
  }

  /** Which one is better, in a line. */
  public String verdict() {
    Interval main = intervals.get(0);
    String word =
        main.better() ? "better than" : main.worse() ? "worse than" : "not shown to differ from";
    double latency = secondFigures().get("p50") / firstFigures().get("p50");
    return "%s is %s %s: %s %s (95 %%: %s to %s) over %d frames%s"
        .formatted(
            uri(secondModel),
            word,
            uri(firstModel),
            main.metric(),
            signed(main.difference()),
            signed(main.low()),
            signed(main.high()),
            pairs.size(),
            Double.isNaN(latency)
                ? ""
                : String.format(Locale.ROOT, ", median latency %.2fx", latency));
  }

  public Agreement agreement() {
    return pairs.stream().map(Pair::agreement).reduce(Agreement.NONE, Agreement::with);
  }

  public ComparisonReport report(Instant at) {
    return new ComparisonReport(
        new ComparisonReport.Side(uri(firstModel), firstMetrics, first.times()),
        new ComparisonReport.Side(uri(secondModel), secondMetrics, second.times()),
        at,
        task,
        verdict(),
        pairs.size(),
        intervals,
        agreement(),
        pairs.stream()
            .filter(pair -> pair.agreement().differences() > 0)
            .sorted(
                Comparator.<Pair, Long>comparing(pair -> -pair.agreement().differences())
                    .thenComparing(pair -> pair.first().name()))
            .limit(DIFFERING_FRAMES)
            .map(this::differing)
            .toList());
  }

  private ComparisonReport.Differing differing(Pair pair) {
    return new ComparisonReport.Differing(
        PicturedFrame.of(pair.first(), first.picture(pair.first())),
        PicturedFrame.of(pair.second(), second.picture(pair.second())));
  }

  public static String uri(ModelIdentity model) {
    return ModelRef.of(model.name(), model.version()).toString();
  }

  /** Closes both outputs: a later {@link #report} has no pictures. */
  @Override
  public void close() {
    second.close();
    first.close();
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }
}
