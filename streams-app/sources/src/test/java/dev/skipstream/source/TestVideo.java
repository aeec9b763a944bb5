package dev.skipstream.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
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

  /** A video whose header announces 100 frames, and whose last third is missing. */
  public static Path cutShort(Path file) throws Exception {
    ofGreys(file, Collections.nCopies(100, 90));
    byte[] bytes = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
  }

  /** A video of random pixels, whose frames take many bytes. */
  static Path ofNoise(Path file, int frames) throws Exception {
    Random random = new Random(7);
    try (FFmpegFrameRecorder recorder = recorder(file)) {
      recorder.setVideoBitrate(4_000_000);
      recorder.start();
      for (int i = 0; i < frames; i++) {
        recorder.record(picture((x, y) -> random.nextInt(256)));
      }
    }
    return file;
  }

  /** Overwrites so many bytes in the middle of a file. */
  static void overwriteMiddle(Path file, int length) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int from = (bytes.length - length) / 2;
    Arrays.fill(bytes, from, from + length, (byte) 0x5A);
    Files.write(file, bytes);
  }

  /** Overwrites all samples of an MP4 that has its index in front. */
  static void overwriteSamples(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, indexOf(bytes, "mdat") + 4, bytes.length, (byte) 0);
    Files.write(file, bytes);
  }

  /** Sets the display matrix of an MP4's track (ISO 14496-12, section 8.3.2). */
  static void setDisplayMatrix(Path file, int a, int b, int c, int d) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer matrix = ByteBuffer.wrap(bytes).position(indexOf(bytes, "tkhd") + 44);
    for (int value : new int[] {a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30}) {
      matrix.putInt(value);
    }
    Files.write(file, bytes);
  }

  private static int indexOf(byte[] bytes, String text) {
    int found = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    if (found < 0) {
      throw new AssertionError("the video has no " + text);
    }
    return found;
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
