package dev.skipstream.publish;

import dev.skipstream.camera.CameraAddress;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.source.DatasetSource;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.ImageFolder;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.VideoFile;
import dev.skipstream.source.ViewedSource;
import dev.skipstream.source.ffmpeg.VideoLocation;
import dev.skipstream.source.street.StreetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Converts names into sources: {@value #FORM}. No other class does; a new kind of source is a class
 * and its line in {@link #KINDS}.
 */
public final class FrameSources {
  /** The forms of a name, for usage texts. */
  public static final String FORM = "DIR|VIDEO|-|COCO.json|street:SEED|CAMERA";

  private static final String STREET = "street:";

  /** In order: the first kind that has the name opens it. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(name -> name.startsWith(STREET), FrameSources::street),
          new Kind(CameraAddress::isCamera, FrameSources::camera),
          new Kind(
              VideoLocation.STANDARD_INPUT::equals,
              (name, settings) ->
                  VideoFile.ofStandardInput(
                      settings.key(), settings.quality(), settings.pictures())),
          new Kind(name -> LabelledDataset.isDataset(Path.of(name)), FrameSources::dataset),
          new Kind(name -> Files.isDirectory(Path.of(name)), FrameSources::folder),
          new Kind(
              name -> true,
              (name, settings) ->
                  VideoFile.of(
                      Path.of(name), settings.key(), settings.quality(), settings.pictures())));

  private record Kind(Predicate<String> has, Opener opener) {}

  /** Opens a source of one kind. */
  private interface Opener {
    FrameSource open(String name, SourceSettings settings) throws IOException;
  }

  private FrameSources() {}

  /**
   * Opens a source.
   *
   * @param name a folder of images, a labelled data set, a video file or pipe, {@code -} for a
   *     video from standard input, {@code street:SEED}, or the address of a camera
   * @throws SourceException that names the file, or the source, and says what was expected
   */
  public static FrameSource open(String name, SourceSettings settings) {
    Kind kind = KINDS.stream().filter(one -> one.has().test(name)).findFirst().orElseThrow();
    FrameSource source;
    try {
      source = kind.opener().open(name, settings);
    } catch (IOException e) {
      throw new SourceException(e);
    }
    if (settings.task() != EvaluationTask.BOXES && !source.knowsTruth()) {
      throw new SourceException(
          "--task is %s, and %s has no ground truth: expected a data set or a simulated street"
              .formatted(settings.task(), name));
    }
    return source;
  }

  private static FrameSource dataset(String name, SourceSettings settings) throws IOException {
    return viewed(DatasetSource.of(Path.of(name), settings.key(), settings.task()), settings);
  }

  /** Opens a folder of images, or of folders of images for each class. */
  private static FrameSource folder(String name, SourceSettings settings) throws IOException {
    return settings.task() == EvaluationTask.CLASSES
        ? dataset(name, settings)
        : viewed(ImageFolder.of(Path.of(name), settings.key()), settings);
  }

  private static FrameSource viewed(FrameSource images, SourceSettings settings) {
    return ViewedSource.of(images, settings.pictures(), settings.quality(), settings.interval());
  }

  private static FrameSource camera(String name, SourceSettings settings) {
    try {
      return CameraSource.of(new CameraAddress(name), settings.key(), settings.quality())
          .withPictures(settings.pictures());
    } catch (IllegalArgumentException e) {
      throw new SourceException(e.getMessage());
    }
  }

  private static FrameSource street(String name, SourceSettings settings) {
    StreetSource street =
        StreetSource.of(
            seed(name), settings.view(), settings.key(), settings.quality(), settings.pictures());
    return switch (settings.task()) {
      case BOXES -> street;
      case MASKS, REGIONS -> street.withMasks();
      case KEYPOINTS, CLASSES ->
          throw new SourceException(
              "--task is %s, and the ground truth of %s has boxes and masks: expected boxes, masks or regions"
                  .formatted(settings.task(), name));
    };
  }

  private static long seed(String name) {
    try {
      return Long.parseLong(name.substring(STREET.length()));
    } catch (NumberFormatException e) {
      throw new SourceException(
          "source is '%s': expected a whole number as the street's seed, such as street:7"
              .formatted(name));
    }
  }
}
