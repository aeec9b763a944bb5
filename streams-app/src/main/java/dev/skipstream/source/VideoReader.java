package dev.skipstream.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/** One reading of a video by FFmpeg. */
final class VideoReader implements FrameReader {
  /** Codecs hold frames back or skip the first few: the header's count is not exact. */
  private static final double TOLERATED_LOSS = 0.02;

  private static final int TOLERATED_FRAMES = 2;

  private final Path file;
  private final FFmpegFrameGrabber grabber;
  private final JpegEncoder encoder;
  private final long announced;
  private long given;
  private long previousMicros;

  VideoReader(Path file, FFmpegFrameGrabber grabber, JpegEncoder encoder) {
    this.file = file;
    this.grabber = grabber;
    this.encoder = encoder;
    this.announced = announcedFrames(grabber);
  }

  static FFmpegFrameGrabber start(Path file) throws IOException {
    FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile());
    try {
      grabber.start();
    } catch (FFmpegFrameGrabber.Exception e) {
      release(grabber, file);
      throw notAVideo(file, e);
    }
    if (!grabber.hasVideo()) {
      release(grabber, file);
      throw notAVideo(file, null);
    }
    return grabber;
  }

  private static IOException notAVideo(Path file, Exception cause) {
    return new IOException(
        "%s: FFmpeg finds no video in it; expected an MP4, MKV, WebM, AVI or the like, and the whole file"
            .formatted(file),
        cause);
  }

  /** The number of frames that the video's header gives, or 0. */
  static long announcedFrames(FFmpegFrameGrabber grabber) {
    AVFormatContext container = grabber.getFormatContext();
    for (int i = 0; i < container.nb_streams(); i++) {
      AVStream stream = container.streams(i);
      if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO) {
        return stream.nb_frames();
      }
    }
    return 0;
  }

  @Override
  public Optional<EncodedFrame> next() throws IOException {
    Frame frame;
    try {
      frame = grabber.grabImage();
    } catch (FFmpegFrameGrabber.Exception e) {
      throw new IOException("%s: FFmpeg cannot read on after frame %d".formatted(file, given), e);
    }
    if (frame == null) {
      requireAllFrames();
      return Optional.empty();
    }
    EncodedFrame encoded =
        new EncodedFrame(
            String.format("%06d", given),
            JpegEncoder.MEDIA_TYPE,
            encoder.encode(frame, grabber.getDisplayRotation()),
            Optional.of(gap(frame)));
    previousMicros = frame.timestamp;
    given++;
    return Optional.of(encoded);
  }

  /** The first frame has none before it: its gap is the video's mean, for those who loop. */
  private Duration gap(Frame frame) {
    if (given == 0) {
      double rate = grabber.getVideoFrameRate();
      return rate > 0 ? Duration.ofNanos(Math.round(1e9 / rate)) : Duration.ZERO;
    }
    return Duration.of(Math.max(0, frame.timestamp - previousMicros), ChronoUnit.MICROS);
  }

  /** FFmpeg ends a file that was cut short as it ends a whole one. */
  private void requireAllFrames() throws IOException {
    if (announced - given > Math.max(TOLERATED_FRAMES, TOLERATED_LOSS * announced)) {
      throw new IOException(
          "%s: ends after %d frames, its header announces %d; the file is damaged or cut short"
              .formatted(file, given, announced));
    }
  }

  @Override
  public void close() throws IOException {
    release(grabber, file);
  }

  static void release(FFmpegFrameGrabber grabber, Path file) throws IOException {
    try {
      grabber.release();
    } catch (FFmpegFrameGrabber.Exception e) {
      throw new IOException(file + ": FFmpeg cannot close it", e);
    }
  }
}
