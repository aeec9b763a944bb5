package dev.skipstream.track;

import java.time.Duration;

/**
 * The settings of ByteTrack.
 *
 * @param lowScore detections below it are ignored
 * @param highScore detections from it on take part in the first round; the others can only continue
 *     a track, in the second round
 * @param newScore detections from it on can start a track
 * @param firstOverlap the IoU that a pair of the first round exceeds
 * @param secondOverlap the IoU that a pair of the second round exceeds
 * @param tentativeOverlap the IoU that the second detection of a track exceeds
 * @param keep how long a track without detections is kept; longer if the camera sends frames less
 *     often
 */
public record TrackerSettings(
    double lowScore,
    double highScore,
    double newScore,
    double firstOverlap,
    double secondOverlap,
    double tentativeOverlap,
    Duration keep) {

  /** The values of the paper, section 4.1; it keeps tracks for 30 frames at 30 frames/s. */
  public static final TrackerSettings PAPER =
      new TrackerSettings(0.1, 0.6, 0.7, 0.2, 0.5, 0.3, Duration.ofSeconds(1));

  /** The values of the paper, but tracks are kept for three seconds. */
  public static final TrackerSettings DEFAULT = PAPER.keeping(Duration.ofSeconds(3));

  public TrackerSettings {
    share("lowScore", lowScore);
    share("highScore", highScore);
    share("newScore", newScore);
    share("firstOverlap", firstOverlap);
    share("secondOverlap", secondOverlap);
    share("tentativeOverlap", tentativeOverlap);
    if (lowScore > highScore || highScore > newScore) {
      throw new IllegalArgumentException(
          "lowScore is %s, highScore %s, newScore %s: expected no falling order"
              .formatted(lowScore, highScore, newScore));
    }
    if (keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException("keep is %s: expected more than 0".formatted(keep));
    }
  }

  /** Returns these settings with another time without detections. */
  public TrackerSettings keeping(Duration other) {
    return new TrackerSettings(
        lowScore, highScore, newScore, firstOverlap, secondOverlap, tentativeOverlap, other);
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s is %s: expected 0 to 1".formatted(name, value));
    }
  }
}
