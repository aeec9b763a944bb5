package dev.skipstream.source.street;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.FrameTime;
import dev.skipstream.source.FrameTruth;
import dev.skipstream.source.JpegEncoder;
import dev.skipstream.source.Picture;
import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.PictureStage;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The street of a seed as a camera that never ends, at the rate of its view; it knows what is in
 * its frames.
 *
 * @param masks true if the ground truth has the pixels of each object
 */
public record StreetSource(
    long seed,
    StreetView view,
    String source,
    JpegEncoder encoder,
    PictureSettings pictures,
    boolean masks)
    implements FrameSource {

  /**
   * The street of a seed.
   *
   * @param source the frames' source; {@code street-<seed>} where empty
   * @param quality of the JPEGs, 1 to 100
   */
  public static StreetSource of(long seed, StreetView view, Optional<String> source, int quality) {
    return of(seed, view, source, quality, PictureSettings.WHOLE);
  }

  /**
   * The street of a seed, to publish pictures of its frames.
   *
   * @see #of(long, StreetView, Optional, int)
   */
  public static StreetSource of(
      long seed, StreetView view, Optional<String> source, int quality, PictureSettings pictures) {
    return new StreetSource(
        seed,
        view,
        source.orElse("street-" + seed),
        new JpegEncoder(quality),
        pictures,
        /* masks= */ false);
  }

  /** Returns this street with the pixels of each object in its ground truth. */
  public StreetSource withMasks() {
    return new StreetSource(seed, view, source, encoder, pictures, /* masks= */ true);
  }

  /**
   * Returns this street at a rate that may change while it is played. Its own time is real time.
   *
   * @param gap the time from a frame to the next; asked for each frame, by the thread that reads
   */
  public FrameSource atRateOf(Supplier<Duration> gap) {
    return new ChangingRate(this, gap);
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
    return open(view::every);
  }

  private FrameReader open(Supplier<Duration> gap) {
    return new Reader(new StreetCamera(seed, view), gap);
  }

  private record ChangingRate(StreetSource street, Supplier<Duration> gap) implements FrameSource {
    @Override
    public String source() {
      return street.source();
    }

    @Override
    public boolean knowsTruth() {
      return street.knowsTruth();
    }

    @Override
    public OptionalLong frames() {
      return street.frames();
    }

    @Override
    public FrameReader open() {
      return street.open(gap);
    }
  }

  private final class Reader implements FrameReader {
    private final StreetCamera camera;
    private final PictureStage stage = new PictureStage(pictures, encoder);
    private final Supplier<Duration> gaps;

    /** From the frame before to the next one. */
    private Duration gap;

    private Duration at = Duration.ZERO;
    private long given;

    Reader(StreetCamera camera, Supplier<Duration> gaps) {
      this.camera = camera;
      this.gaps = gaps;
      this.gap = gaps.get();
    }

    @Override
    public Optional<EncodedFrame> next() throws IOException {
      StreetFrame frame = camera.next(gap);
      gap = gaps.get();
      FrameTime time = new FrameTime(at, gap);
      at = at.plus(gap);
      return Optional.of(
          new EncodedFrame(
              String.format(Locale.ROOT, "%06d", given++),
              picture(frame, time.pts()),
              Optional.of(time),
              Optional.of(truth(frame))));
    }

    private Optional<Picture> picture(StreetFrame frame, Duration at) throws IOException {
      try (BytePointer pixels = new BytePointer(frame.bgr());
          Mat mat = new Mat(frame.height(), frame.width(), CV_8UC3, pixels)) {
        return stage.encode(mat, at);
      }
    }

    @Override
    public void close() {
      stage.close();
    }
  }

  private FrameTruth truth(StreetFrame frame) {
    return new FrameTruth(
        frame.width(),
        frame.height(),
        frame.objects().stream()
            .map(object -> masks ? object.asTruthWithMask() : object.asTruth())
            .toList());
  }
}
