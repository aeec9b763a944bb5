package dev.skipstream.source;

import dev.skipstream.evaluate.CocoDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The images of a data set in COCO's format with what is in them, in the order of the images' ids;
 * it has no rate of its own.
 *
 * @param images as files
 * @param truths by the name of the frame
 */
public record CocoSource(ImageFolder images, Map<String, FrameTruth> truths)
    implements FrameSource {

  /**
   * Reads a data set; its images lie in {@code images/} beside it, or beside it themselves.
   *
   * @param instances the data set's file
   * @param source the frames' source; the name of the data set's folder where empty
   * @throws IOException that names the file and says what was expected
   */
  public static CocoSource of(Path instances, Optional<String> source) throws IOException {
    Path folder = instances.toAbsolutePath().normalize().getParent();
    CocoImages lying = CocoImages.of(instances);
    List<Path> files = new ArrayList<>();
    Map<String, FrameTruth> truths = new HashMap<>();
    for (CocoDataset.LabelledImage image : CocoDataset.read(instances).images()) {
      if (image.width() < 1 || image.height() < 1) {
        throw new IOException(
            "%s: does not say how large %s is: expected width and height"
                .formatted(instances, image.file()));
      }
      Path file =
          lying
              .find(image.file())
              .orElseThrow(() -> new IOException(lying.whereNotFound(image.file())));
      files.add(file);
      truths.put(
          FrameId.ofFile(file).stem(),
          new FrameTruth(image.width(), image.height(), image.objects()));
    }
    if (truths.size() < files.size()) {
      throw new IOException(
          instances + ": has two images of one name: expected names that tell them apart");
    }
    return new CocoSource(
        new ImageFolder(
            files, source.orElseGet(() -> FrameId.ofFile(folder.resolve("frame")).source())),
        truths);
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
