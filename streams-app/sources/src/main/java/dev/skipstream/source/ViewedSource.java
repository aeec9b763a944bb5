package dev.skipstream.source;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A source of encoded images whose pictures are cropped, shrunk or withheld. A source that decodes
 * its frames itself does so before it encodes them.
 *
 * @param images the source of the images
 * @param interval time between two images without a time of their own
 */
public record ViewedSource(
    FrameSource images, PictureSettings settings, JpegEncoder encoder, Duration interval)
    implements FrameSource {

  /** Returns the source itself if its images stay as they are. */
  public static FrameSource of(
      FrameSource images, PictureSettings settings, int quality, Duration interval) {
    return settings.isWhole()
        ? images
        : new ViewedSource(images, settings, new JpegEncoder(quality, true), interval);
  }

  @Override
  public String source() {
    return images.source();
  }

  @Override
  public boolean knowsTruth() {
    return images.knowsTruth();
  }

  @Override
  public List<String> skipped() {
    return images.skipped();
  }

  @Override
  public OptionalLong frames() {
    return images.frames();
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return images.framesPerSecond();
  }

  @Override
  public boolean repeatable() {
    return images.repeatable();
  }

  @Override
  public FrameReader open() throws IOException {
    FrameReader reader = images.open();
    PictureStage stage = new PictureStage(settings, encoder);
    return new FrameReader() {
      private long given;

      @Override
      public Optional<EncodedFrame> next() throws IOException {
        Optional<EncodedFrame> frame = reader.next();
        return frame.isPresent() ? Optional.of(viewed(frame.get())) : frame;
      }

      private EncodedFrame viewed(EncodedFrame frame) throws IOException {
        Duration at = frame.time().map(FrameTime::pts).orElse(interval.multipliedBy(given++));
        if (frame.picture().isEmpty()) {
          return frame;
        }
        Picture picture = frame.picture().get();
        try {
          return new EncodedFrame(
              frame.name(),
              stage.pass(picture.contentType(), picture.image(), at),
              frame.time(),
              frame.truth());
        } catch (IOException e) {
          throw new IOException(
              "%s, frame %s: %s".formatted(source(), frame.name(), e.getMessage()), e);
        }
      }

      @Override
      public void close() throws IOException {
        stage.close();
        reader.close();
      }
    };
  }
}
