package dev.skipstream.publish;

import dev.skipstream.score.EvaluationTask;
import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.VideoFile;
import dev.skipstream.source.street.StreetView;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a source that is opened by its name.
 *
 * @param key id of the source and key of its records; empty for the name of the folder or the
 *     video, {@code stdin}, or {@code street-SEED}
 * @param quality JPEG quality of the frames of a video or a street, 1 to 100; a folder's files are
 *     published as they are
 * @param view camera of a simulated street; the other sources ignore it
 * @param pictures the part, the size and the selection of the frames to publish
 * @param interval time between two images of a folder, for their motion
 * @param task the evaluation for which a data set's or street's ground truth is published
 */
public record SourceSettings(
    Optional<String> key,
    int quality,
    StreetView view,
    PictureSettings pictures,
    Duration interval,
    EvaluationTask task) {
  /** The time between two images of a folder, where nothing states another. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);

  /**
   * No key, quality {@value VideoFile#DEFAULT_QUALITY}; a street of 640 x 384 pixels with 10 frames
   * a second, its light and weather by the seed.
   */
  public static final SourceSettings DEFAULT =
      new SourceSettings(
          Optional.empty(),
          VideoFile.DEFAULT_QUALITY,
          new StreetView(640, 384, Duration.ofMillis(100), Optional.empty(), Optional.empty()));

  /** Settings by which each frame is published as it is. */
  public SourceSettings(Optional<String> key, int quality, StreetView view) {
    this(key, quality, view, PictureSettings.WHOLE, DEFAULT_INTERVAL, EvaluationTask.BOXES);
  }

  /** Returns the settings with other pictures. */
  public SourceSettings withPictures(PictureSettings other, Duration otherInterval) {
    return new SourceSettings(key, quality, view, other, otherInterval, task);
  }

  /** Returns the settings with the ground truth for another task. */
  public SourceSettings withTask(EvaluationTask other) {
    return new SourceSettings(key, quality, view, pictures, interval, other);
  }

  /**
   * Checks the quality.
   *
   * @throws IllegalArgumentException when the quality is not from 1 to 100
   */
  public SourceSettings {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality is %d: expected 1 to 100".formatted(quality));
    }
  }
}
