package dev.skipstream.evaluation;

import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.RangeBounds;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The settings of the evaluation of a topic.
 *
 * @param topics topics of the images, the detection events and the dead letters
 * @param groundTruth topic of the ground truth; it must exist
 * @param range part of the detection events; empty for all that the topic has at present
 * @param sources sources whose frames are read; empty for all
 * @param pictures opens the fetcher of images that are not in their records, for the pictures of a
 *     report. It is called for the first picture. An {@link IllegalArgumentException} of it leaves
 *     the pictures out
 */
public record TopicEvaluationSettings(
    TopicNames topics,
    String groundTruth,
    Optional<RangeBounds> range,
    SortedSet<String> sources,
    Supplier<ImageFetcher> pictures) {

  public TopicEvaluationSettings {
    sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
  }

  /** Returns settings for all detection events of all sources; no image is fetched. */
  public static TopicEvaluationSettings of(TopicNames topics, String groundTruth) {
    return new TopicEvaluationSettings(
        topics,
        groundTruth,
        Optional.empty(),
        Collections.emptySortedSet(),
        () -> new DatarefFetcher(FetchSettings.NOTHING));
  }
}
