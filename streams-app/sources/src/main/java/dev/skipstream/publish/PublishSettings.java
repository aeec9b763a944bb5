package dev.skipstream.publish;

import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of the publishing of a source.
 *
 * @param client Kafka client properties, {@code bootstrap.servers} among them
 * @param topic topic of the image events; it must exist
 * @param groundTruth topic of the ground truth of the frames, other than {@code topic}; it must
 *     exist where the source has ground truth. Empty: the ground truth is not published
 * @param pace speed of the playback
 * @param loop begin again after the last frame; a pipe cannot
 * @param maxGap a longer gap between the time stamps of two frames is skipped; above zero
 * @param frames end after this number of frames, at least 1; empty for all frames of the source,
 *     or, with {@code loop} and for a street, no end
 */
public record PublishSettings(
    Map<String, Object> client,
    String topic,
    Optional<String> groundTruth,
    Pace pace,
    boolean loop,
    Duration maxGap,
    OptionalLong frames) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   */
  public PublishSettings {
    client = Map.copyOf(client);
    if (groundTruth.isPresent() && groundTruth.get().equals(topic)) {
      throw new IllegalArgumentException(
          "topic is %s, and so is groundTruth: expected two topics".formatted(topic));
    }
    if (maxGap.isNegative() || maxGap.isZero()) {
      throw new IllegalArgumentException(
          "maxGap is %s: expected a time above zero".formatted(maxGap));
    }
    if (frames.isPresent() && frames.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "frames is %d: expected at least 1".formatted(frames.getAsLong()));
    }
  }

  /**
   * Returns settings for one reading of a source at its own pace, without a ground truth.
   *
   * @see Pace#ofSource
   * @see Playback#DEFAULT_MAX_GAP
   */
  public static PublishSettings of(Map<String, Object> client, String topic) {
    return new PublishSettings(
        client,
        topic,
        Optional.empty(),
        Pace.ofSource(),
        /* loop= */ false,
        Playback.DEFAULT_MAX_GAP,
        OptionalLong.empty());
  }

  /** Returns the settings with a topic for the ground truth. */
  public PublishSettings withGroundTruth(String truthTopic) {
    return new PublishSettings(client, topic, Optional.of(truthTopic), pace, loop, maxGap, frames);
  }

  /** Returns the settings with another pace. */
  public PublishSettings withPace(Pace other) {
    return new PublishSettings(client, topic, groundTruth, other, loop, maxGap, frames);
  }

  /** Returns the settings with a number of frames. */
  public PublishSettings withFrames(long limit) {
    return new PublishSettings(
        client, topic, groundTruth, pace, loop, maxGap, OptionalLong.of(limit));
  }
}
