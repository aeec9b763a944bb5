package dev.skipstream.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;

/**
 * The frames of a video file, each encoded as a JPEG, at the rate that the video's own time stamps
 * say. Any format that FFmpeg reads; sound is left out; a rotation in the header is applied.
 *
 * @param file a video, as {@link #of} found it
 * @param encoder makes the JPEGs
 * @param frames as the header says, where it does
 */
public record VideoFile(Path file, String source, JpegEncoder encoder, OptionalLong frames)
    implements FrameSource {

  /** Little loss, and a tenth of the size of a PNG. */
  public static final int DEFAULT_QUALITY = 90;

  static {
    // What goes wrong is said once, by us and in our words.
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
  }

  /**
   * Looks into a video.
   *
   * @param source the frames' source; the file's name without its extension where empty
   * @param quality of the JPEGs, 1 to 100
   * @throws IOException when FFmpeg finds no video in it
   */
  public static VideoFile of(Path file, Optional<String> source, int quality) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": no such file, or it cannot be read");
    }
    JpegEncoder encoder = new JpegEncoder(quality);
    FFmpegFrameGrabber grabber = VideoReader.start(file);
    long announced = VideoReader.announcedFrames(grabber);
    VideoReader.release(grabber, file);
    return new VideoFile(
        file,
        source.orElseGet(() -> FrameId.ofFile(file).stem()),
        encoder,
        announced > 0 ? OptionalLong.of(announced) : OptionalLong.empty());
  }

  @Override
  public FrameReader open() throws IOException {
    return new VideoReader(file, VideoReader.start(file), encoder);
  }
}
