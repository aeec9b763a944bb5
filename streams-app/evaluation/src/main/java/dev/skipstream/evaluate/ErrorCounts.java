package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.evaluate.FrameJudgement.Fate;
import dev.skipstream.evaluate.FrameJudgement.JudgedDetection;
import dev.skipstream.evaluate.FrameJudgement.JudgedObject;
import dev.skipstream.evaluate.FrameJudgement.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The number of errors of each kind, by category. A detection counts for the category that it
 * names, a missed object for its own. {@link FrameJudgement} defines the kinds.
 *
 * <p>Threading: for one thread.
 */
public final class ErrorCounts {

  /**
   * The counts of one category. {@code correct + missed} are its objects, and {@code correct +
   * location + classError + background} its detections that count.
   *
   * @param correct detections that find an object
   * @param location on or near an object of the category, and badly placed or one too many
   * @param classError near an object of another category only
   * @param background near no object
   * @param missed objects that no detection finds
   */
  public record Row(
      int id,
      String label,
      int correct,
      int location,
      @JsonProperty("class") int classError,
      int background,
      int missed) {}

  /**
   * The counts of all categories.
   *
   * @param score least score of a detection that counts
   * @param categories in the order of their ids
   */
  public record Table(double score, List<Row> categories) {
    public Table {
      categories = List.copyOf(categories);
    }
  }

  private static final class Tally {
    private final String label;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private int missed;

    Tally(String label) {
      this.label = label;
    }

    int of(Verdict verdict) {
      return verdicts.getOrDefault(verdict, 0);
    }
  }

  private final double leastScore;
  private final Map<Integer, Tally> tallies = new HashMap<>();

  /**
   * Creates counts without errors.
   *
   * @param leastScore by which the frames were judged
   */
  public ErrorCounts(double leastScore) {
    this.leastScore = leastScore;
  }

  /** Adds a frame. */
  public void add(FrameJudgement frame) {
    for (JudgedDetection one : frame.detections()) {
      tally(one.detection().classId(), one.detection().label())
          .verdicts
          .merge(one.verdict(), 1, Integer::sum);
    }
    for (JudgedObject one : frame.objects()) {
      tally(one.object().classId(), one.object().label()).missed +=
          one.fate() == Fate.MISSED ? 1 : 0;
    }
  }

  /** Adds the counts of another, whose frames come after those that are here. */
  void addAll(ErrorCounts other) {
    other.tallies.forEach(
        (id, more) -> {
          Tally tally = tally(id, more.label);
          more.verdicts.forEach(
              (verdict, count) -> tally.verdicts.merge(verdict, count, Integer::sum));
          tally.missed += more.missed;
        });
  }

  private Tally tally(int id, String label) {
    return tallies.computeIfAbsent(id, one -> new Tally(label));
  }

  /** The counts over all frames that were added. */
  public Table table() {
    return new Table(
        leastScore,
        new TreeMap<>(tallies)
            .entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList());
  }

  private static Row row(int id, Tally tally) {
    return new Row(
        id,
        tally.label,
        tally.of(Verdict.CORRECT),
        tally.of(Verdict.LOCATION),
        tally.of(Verdict.CLASS),
        tally.of(Verdict.BACKGROUND),
        tally.missed);
  }
}
