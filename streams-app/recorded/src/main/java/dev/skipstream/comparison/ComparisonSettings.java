package dev.skipstream.comparison;

import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.TopicNames;
import java.util.function.Supplier;

/**
 * The settings of a comparison.
 *
 * @param first topics of the outcomes of the first model, the present one
 * @param second topics of the outcomes of the second model, of the same images
 * @param groundTruth topic of the ground truth; it must exist
 * @param task what is compared with the ground truth
 * @param draws number of times that the frames are drawn anew, for the intervals; at least 1
 * @param seed seed of the draws: one seed always gives one result
 * @param pictures opens the fetcher of images that are not in their records, as in {@link
 *     dev.skipstream.evaluation.TopicEvaluationSettings}
 */
public record ComparisonSettings(
    TopicNames first,
    TopicNames second,
    String groundTruth,
    EvaluationTask task,
    int draws,
    long seed,
    Supplier<ImageFetcher> pictures) {
  /** Default of the draws. */
  public static final int DEFAULT_DRAWS = 200;

  /** Default of the seed. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the draws.
   *
   * @throws IllegalArgumentException when there are none
   */
  public ComparisonSettings {
    if (draws < 1) {
      throw new IllegalArgumentException("draws is %d: expected at least 1".formatted(draws));
    }
  }

  /**
   * Returns settings of boxes, with {@value #DEFAULT_DRAWS} draws of seed 1; no image is fetched.
   */
  public static ComparisonSettings of(TopicNames first, TopicNames second, String groundTruth) {
    return new ComparisonSettings(
        first,
        second,
        groundTruth,
        EvaluationTask.BOXES,
        DEFAULT_DRAWS,
        DEFAULT_SEED,
        () -> new DatarefFetcher(FetchSettings.NOTHING));
  }
}
