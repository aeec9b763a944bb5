package dev.skipstream.cli;

import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.publish.FrameSources;
import dev.skipstream.publish.SourceSettings;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The frames of a calibration: decoded, spread over their source.
 *
 * @param source of the encoded frames
 * @param most frames at most
 */
record CalibrationFrames(FrameSource source, int most) {
  static final String FORM = FrameSources.FORM;

  /**
   * Opens a source by its name.
   *
   * @param name as for {@code publish}
   * @param most frames at most
   * @throws SourceException when there is no such source, or it has no frame
   */
  static CalibrationFrames of(String name, int most) {
    FrameSource source = SourceName.open(name, SourceSettings.DEFAULT);
    if (source.frames().isPresent() && source.frames().getAsLong() == 0) {
      throw new SourceException(
          "%s: has no image: expected some hundred like those to detect in".formatted(name));
    }
    return new CalibrationFrames(source, most);
  }

  /** Reads the frames, every n-th one of a source with more of them; close the stream. */
  Stream<Frame> read() {
    long step = Math.max(1, source.frames().orElse(most) / most);
    FrameReader reader;
    try {
      reader = source.open();
    } catch (IOException e) {
      throw new SourceException(e);
    }
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return Stream.generate(() -> next(reader, step))
        .takeWhile(Optional::isPresent)
        .limit(most)
        .map(Optional::get)
        .map(frame -> decode(decoder, frame))
        .onClose(() -> close(reader));
  }

  private static Optional<EncodedFrame> next(FrameReader reader, long step) {
    try {
      Optional<EncodedFrame> frame = reader.next();
      for (long skipped = 1; skipped < step && frame.isPresent(); skipped++) {
        frame = reader.next();
      }
      return frame;
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }

  private static Frame decode(ImageDecoder decoder, EncodedFrame frame) {
    try {
      return decoder.decode(frame.image());
    } catch (InvalidImageException e) {
      throw new BadInputException(
          "--calibrate: frame %s: %s".formatted(frame.name(), e.getMessage()));
    }
  }

  private static void close(FrameReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
