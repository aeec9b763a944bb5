package dev.skipstream.source;

import dev.skipstream.source.ffmpeg.VideoDamage;
import dev.skipstream.source.ffmpeg.VideoLocation;
import dev.skipstream.source.ffmpeg.VideoStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of a video, each encoded as a JPEG: a file, or a pipe, which is read once. Any format
 * that FFmpeg reads; sound is left out. Colours and orientation are applied as the video is tagged.
 * The JPEGs keep the colour of each pixel: a model sees what the video shows.
 *
 * <p>Threading: for one thread.
 */
public final class VideoFile implements FrameSource {

  /**
   * Default JPEG quality: with full chroma, a mean error of about 1 in sharp images, and a tenth of
   * a PNG's bytes.
   */
  public static final int DEFAULT_QUALITY = 90;

  private static final Logger LOG = LoggerFactory.getLogger(VideoFile.class);

  private final VideoLocation location;
  private final String source;
  private final JpegEncoder encoder;
  private final PictureSettings pictures;
  private final OptionalLong frames;
  private final OptionalDouble framesPerSecond;

  /** A pipe, from its first byte: {@link #open} takes it. */
  private Optional<VideoStream> unread = Optional.empty();

  /** A loop reads the same damage again. */
  private boolean damageReported;

  private VideoFile(
      VideoLocation location,
      String source,
      JpegEncoder encoder,
      PictureSettings pictures,
      VideoStream stream) {
    this.location = location;
    this.source = source;
    this.encoder = encoder;
    this.pictures = pictures;
    this.frames = stream.frames();
    this.framesPerSecond = stream.framesPerSecond();
    if (location.repeatable()) {
      stream.close();
    } else {
      unread = Optional.of(stream);
    }
  }

  /**
   * Opens a video.
   *
   * @param source the frames' source; the file's name without its extension where empty
   * @param quality of the JPEGs, 1 to 100
   * @throws IOException when FFmpeg finds no video in it
   */
  public static VideoFile of(Path file, Optional<String> source, int quality) throws IOException {
    return of(file, source, quality, PictureSettings.WHOLE);
  }

  /**
   * Opens a video, to publish pictures of its frames.
   *
   * @see #of(Path, Optional, int)
   */
  public static VideoFile of(
      Path file, Optional<String> source, int quality, PictureSettings pictures)
      throws IOException {
    JpegEncoder encoder = new JpegEncoder(quality, true);
    VideoLocation location = VideoLocation.of(file);
    return new VideoFile(
        location,
        source.orElseGet(() -> FrameId.ofFile(file).stem()),
        encoder,
        pictures,
        VideoStream.open(location));
  }

  /**
   * Opens the video that comes through standard input.
   *
   * @param source the frames' source; {@code stdin} where empty
   * @throws IOException when FFmpeg finds no video in it
   */
  public static VideoFile ofStandardInput(
      Optional<String> source, int quality, PictureSettings pictures) throws IOException {
    JpegEncoder encoder = new JpegEncoder(quality, true);
    VideoLocation location = VideoLocation.ofStandardInput();
    return new VideoFile(
        location, source.orElse("stdin"), encoder, pictures, VideoStream.open(location));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public OptionalLong frames() {
    return frames;
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return framesPerSecond;
  }

  @Override
  public boolean repeatable() {
    return location.repeatable();
  }

  @Override
  public FrameReader open() throws IOException {
    VideoStream stream;
    if (location.repeatable()) {
      stream = VideoStream.open(location);
    } else {
      stream =
          unread.orElseThrow(
              () -> new IOException(location.name() + ": a pipe cannot be read a second time"));
      unread = Optional.empty();
    }
    return new VideoReader(stream, new PictureStage(pictures, encoder), this::report);
  }

  private void report(VideoReader.Ending ending) {
    if (!ending.damage().equals(VideoDamage.NONE) && !damageReported) {
      damageReported = true;
      LOG.warn(
          "{}: damaged: {} frames were decoded; {}",
          location.name(),
          ending.frames(),
          ending.damage());
    }
  }
}
