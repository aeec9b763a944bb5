package dev.skipstream.source.street;

import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.FrameTime;
import dev.skipstream.source.FrameTruth;
import dev.skipstream.source.JpegEncoder;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The street of a seed as a camera that never ends, at the rate of its view; it knows what is in
 * its frames.
 */
public record StreetSource(long seed, StreetView view, String source, JpegEncoder encoder)
    implements FrameSource {

  /**
   * The street of a seed.
   *
   * @param source the frames' source; {@code street-<seed>} where empty
   * @param quality of the JPEGs, 1 to 100
   */
  public static StreetSource of(long seed, StreetView view, Optional<String> source, int quality) {
    return new StreetSource(seed, view, source.orElse("street-" + seed), new JpegEncoder(quality));
  }

  /** Returns this street at another rate, in frames per second. Its own time is real time. */
  public StreetSource atRate(double framesPerSecond) {
    return new StreetSource(seed, view.atRate(framesPerSecond), source, encoder);
  }

  @Override
  public boolean knowsTruth() {
    return true;
  }

  /** There is no last frame. */
  @Override
  public OptionalLong frames() {
    return OptionalLong.empty();
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return OptionalDouble.of(1e9 / view.every().toNanos());
  }

  @Override
  public FrameReader open() {
    return new Reader(new StreetCamera(seed, view));
  }

  private final class Reader implements FrameReader {
    private final StreetCamera camera;
    private long given;

    Reader(StreetCamera camera) {
      this.camera = camera;
    }

    @Override
    public Optional<EncodedFrame> next() throws IOException {
      StreetFrame frame = camera.next();
      FrameTime time = new FrameTime(view.every().multipliedBy(given), view.every());
      return Optional.of(
          new EncodedFrame(
              String.format(Locale.ROOT, "%06d", given++),
              JpegEncoder.MEDIA_TYPE,
              encoder.encode(frame.bgr(), frame.width(), frame.height()),
              Optional.of(time),
              Optional.of(truth(frame))));
    }

    @Override
    public void close() {}
  }

  private static FrameTruth truth(StreetFrame frame) {
    return new FrameTruth(
        frame.width(),
        frame.height(),
        frame.objects().stream().map(StreetObject::asTruth).toList());
  }
}
