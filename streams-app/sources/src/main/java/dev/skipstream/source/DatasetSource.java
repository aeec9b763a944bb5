package dev.skipstream.source;

import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.source.ImageFolder.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The images of a labelled data set with their ground truth, in the order of the images' ids. The
 * source has no rate of its own.
 *
 * @param images the images as files
 * @param truths the ground truths by the name of the frame
 */
public record DatasetSource(ImageFolder images, Map<String, FrameTruth> truths)
    implements FrameSource {

  /**
   * Reads a data set with the boxes of its objects.
   *
   * @see #of(Path, Optional, EvaluationTask)
   */
  public static DatasetSource of(Path dataset, Optional<String> source) throws IOException {
    return of(dataset, source, EvaluationTask.BOXES);
  }

  /**
   * Reads a data set with the ground truth that a task needs.
   *
   * @param dataset a file in COCO's format, or a folder in Pascal VOC's or YOLO's; for {@code
   *     classes} a folder with one folder for each class
   * @param source the frames' source; the name of the data set's folder where empty
   * @throws IOException with the file and the expected value
   */
  public static DatasetSource of(Path dataset, Optional<String> source, EvaluationTask task)
      throws IOException {
    List<NamedFile> files = new ArrayList<>();
    Map<String, FrameTruth> truths = new HashMap<>();
    for (LabelledDataset.LabelledImage image : read(dataset, task).images()) {
      if (image.width() < 1 || image.height() < 1) {
        throw new IOException(
            "%s: does not say how large %s is: expected width and height"
                .formatted(dataset, image.path()));
      }
      files.add(new NamedFile(image.file(), image.name()));
      truths.put(
          image.name(),
          new FrameTruth(image.width(), image.height(), image.objects(), image.imageClass()));
    }
    return new DatasetSource(
        new ImageFolder(files, source.orElseGet(() -> nameOf(dataset)), List.of()), truths);
  }

  private static LabelledDataset read(Path dataset, EvaluationTask task) throws IOException {
    return switch (task) {
      case BOXES -> LabelledDataset.read(dataset);
      case MASKS, REGIONS -> LabelledDataset.read(dataset, CocoTask.MASKS);
      case KEYPOINTS -> LabelledDataset.read(dataset, CocoTask.KEYPOINTS);
      case CLASSES -> LabelledDataset.readClassFolders(dataset);
    };
  }

  /** The folder's name; of a file in a folder {@code annotations}, the one above that. */
  private static String nameOf(Path dataset) {
    Path path = dataset.toAbsolutePath().normalize();
    Path folder = Files.isDirectory(path) ? path : path.getParent();
    if (folder.endsWith("annotations") && folder.getParent().getFileName() != null) {
      folder = folder.getParent();
    }
    return FrameId.ofFile(folder.resolve("frame")).source();
  }

  @Override
  public String source() {
    return images.source();
  }

  @Override
  public boolean knowsTruth() {
    return true;
  }

  @Override
  public OptionalLong frames() {
    return images.frames();
  }

  @Override
  public FrameReader open() {
    FrameReader reader = images.open();
    return new FrameReader() {
      @Override
      public Optional<EncodedFrame> next() throws IOException {
        return reader.next().map(frame -> frame.with(truths.get(frame.name())));
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
