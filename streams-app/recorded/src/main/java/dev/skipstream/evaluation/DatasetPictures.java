package dev.skipstream.evaluation;

import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.Thumbnail;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The pictures for a report of the images of a data set. */
final class DatasetPictures {
  private final LabelledDataset dataset;
  private final Consumer<String> notices;

  /**
   * Creates a source of pictures.
   *
   * @param notices receives a line for each image that cannot be read
   */
  DatasetPictures(LabelledDataset dataset, Consumer<String> notices) {
    this.dataset = dataset;
    this.notices = notices;
  }

  /** Returns a frame's image, small and as JPEG; nothing where it is not at hand. */
  Optional<byte[]> of(ScoredFrame frame) {
    Optional<Path> image = dataset.fileOf(frame.name());
    if (image.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Thumbnail.jpeg(
              new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(image.get())),
              HtmlReport.PICTURE_PIXELS));
    } catch (InvalidImageException | IOException e) {
      // The report draws the shapes without it, and is no worse in all the rest.
      notices.accept("no picture of %s: %s".formatted(frame.name(), e.getMessage()));
      return Optional.empty();
    }
  }
}
