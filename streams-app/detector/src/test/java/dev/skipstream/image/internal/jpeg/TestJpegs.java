package dev.skipstream.image.internal.jpeg;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.nio.ByteBuffer;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** JPEGs of every kind that libjpeg-turbo writes, with pixels by a seed. */
final class TestJpegs {
  private static final int FACTORS_444 = 0x111111;
  private static final int FACTORS_411 = 0x411111;
  private static final int FACTORS_440 = 0x121111;

  /** The encodings of a JPEG. */
  @SuppressWarnings("ImmutableEnumChecker") // no code changes the parameters
  enum Kind {
    BASELINE(3),
    OPTIMISED(3, IMWRITE_JPEG_OPTIMIZE, 1),
    PROGRESSIVE(3, IMWRITE_JPEG_PROGRESSIVE, 1),
    RESTARTS(3, IMWRITE_JPEG_RST_INTERVAL, 2),
    PROGRESSIVE_RESTARTS(3, IMWRITE_JPEG_PROGRESSIVE, 1, IMWRITE_JPEG_RST_INTERVAL, 3),
    FULL_COLOUR(3, IMWRITE_JPEG_SAMPLING_FACTOR, FACTORS_444),
    WIDE_COLOUR(3, IMWRITE_JPEG_SAMPLING_FACTOR, FACTORS_411),
    TALL_COLOUR(3, IMWRITE_JPEG_SAMPLING_FACTOR, FACTORS_440, IMWRITE_JPEG_PROGRESSIVE, 1),
    GREY(1),
    PROGRESSIVE_GREY(1, IMWRITE_JPEG_PROGRESSIVE, 1);

    private final int channels;
    private final int[] parameters;

    Kind(int channels, int... parameters) {
      this.channels = channels;
      this.parameters = parameters;
    }
  }

  private TestJpegs() {}

  /** An image of waves and noise: codes of all lengths. */
  static byte[] noise(Kind kind, int width, int height, long seed) {
    Random random = new Random(seed);
    try (Mat pixels = new Mat(height, width, opencv_core.CV_8UC(kind.channels));
        IntPointer parameters = new IntPointer(kind.parameters);
        BytePointer jpeg = new BytePointer()) {
      ByteBuffer bytes = pixels.createBuffer();
      for (int i = 0; i < width * height * kind.channels; i++) {
        double wave = Math.sin(i / (7.0 * kind.channels)) * 60;
        bytes.put((byte) (128 + wave + random.nextInt(i % 1000 < 300 ? 60 : 3)));
      }
      imencode(".jpg", pixels, jpeg, parameters);
      byte[] encoded = new byte[Math.toIntExact(jpeg.limit())];
      jpeg.get(encoded);
      return encoded;
    }
  }

  /** Returns the index of a marker. */
  static int indexOf(byte[] jpeg, int marker) {
    for (int at = 0; at + 1 < jpeg.length; at++) {
      if ((jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == marker) {
        return at;
      }
    }
    return -1;
  }

  /** The JPEG with another height in its frame header. */
  static byte[] withHeight(byte[] jpeg, int height) {
    byte[] changed = jpeg.clone();
    ByteBuffer.wrap(changed).putShort(frame(jpeg) + 5, (short) height);
    return changed;
  }

  /** Width times height, as the header says; 0 where it has none. */
  static long pixels(byte[] jpeg) {
    int frame = frame(jpeg);
    if (frame < 0 || frame + 9 > jpeg.length) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(jpeg);
    return (long) Short.toUnsignedInt(bytes.getShort(frame + 5))
        * Short.toUnsignedInt(bytes.getShort(frame + 7));
  }

  private static int frame(byte[] jpeg) {
    return Math.max(indexOf(jpeg, 0xC0), indexOf(jpeg, 0xC2));
  }
}
