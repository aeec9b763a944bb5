package dev.skipstream.source;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Encodes small videos, so that no test needs a file. */
public final class TestVideo {
  static final int WIDTH = 64;
  static final int HEIGHT = 48;
  static final double RATE = 10;

  static {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
  }

  private TestVideo() {}

  /** A video of frames of one grey each. */
  public static Path ofGreys(Path file, Iterable<Integer> greys) throws Exception {
    try (FFmpegFrameRecorder recorder = recorder(file)) {
      recorder.start();
      for (int grey : greys) {
        recorder.record(picture((x, y) -> grey));
      }
    }
    return file;
  }

  /** A video of one frame, white above and black below, whose header asks for a rotation. */
  static Path rotated(Path file, double degrees) throws Exception {
    try (FFmpegFrameRecorder recorder = recorder(file)) {
      recorder.setDisplayRotation(degrees);
      recorder.start();
      recorder.record(picture((x, y) -> y < HEIGHT / 2 ? 255 : 0));
    }
    return file;
  }

  private static FFmpegFrameRecorder recorder(Path file) {
    FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
    recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
    recorder.setFrameRate(RATE);
    // The header in front, as in a stream: a file that is cut short can still be opened.
    recorder.setOption("movflags", "faststart");
    return recorder;
  }

  private interface Grey {
    int at(int x, int y);
  }

  private static Frame picture(Grey grey) {
    Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3);
    ByteBuffer pixels = (ByteBuffer) frame.image[0];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int channel = 0; channel < 3; channel++) {
          pixels.put(y * frame.imageStride + 3 * x + channel, (byte) grey.at(x, y));
        }
      }
    }
    return frame;
  }
}
