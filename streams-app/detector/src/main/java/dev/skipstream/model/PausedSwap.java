package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A swap where devices have no room for two versions: the stream pauses, the old version goes once
 * its last frame is done, and the new one comes. Where that does not serve, the old one is loaded
 * again.
 *
 * <p>Threading: the model watcher's.
 */
final class PausedSwap {
  private static final Logger LOG = LoggerFactory.getLogger(PausedSwap.class);

  /** The time limit for the in-flight frames: a few batches. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

  private final StreamPause stream;
  private final ActiveModels models;
  private final Function<FetchedModel, List<Detector>> warm;

  /**
   * Creates a swap.
   *
   * @param warm loads a version and warms it up
   */
  PausedSwap(StreamPause stream, ActiveModels models, Function<FetchedModel, List<Detector>> warm) {
    this.stream = stream;
    this.models = models;
    this.warm = warm;
  }

  /**
   * Swaps the model of an alias.
   *
   * @param from the current version of the alias
   * @throws RuntimeException when the new version cannot serve; the old one then continues to serve
   */
  void swap(String alias, FetchedModel from, FetchedModel to) {
    LOG.info(
        "the stream pauses: {} goes before {} is loaded", from.version().uri(), to.version().uri());
    stream.pause();
    try {
      if (!models.vacate(alias, DRAIN_LIMIT)) {
        throw new NoRoomException(
            "%s cannot go to make room for %s: another reference stands for it, or its frames take longer than %s"
                .formatted(from.version().uri(), to.version().uri(), DRAIN_LIMIT));
      }
      try {
        models.point(alias, warm.apply(to));
      } catch (RuntimeException e) {
        bringBack(alias, from, e);
        throw e;
      }
    } finally {
      stream.resume();
    }
  }

  private void bringBack(String alias, FetchedModel from, RuntimeException why) {
    try {
      models.point(alias, warm.apply(from));
    } catch (RuntimeException e) {
      DetectorException neither =
          new DetectorException(
              "%s has no model: %s went for another version, which cannot serve (%s), and does not load again: %s"
                  .formatted(alias, from.version().uri(), why.getMessage(), e.getMessage()),
              e);
      models.giveUp(alias, neither);
      throw neither;
    }
  }
}
