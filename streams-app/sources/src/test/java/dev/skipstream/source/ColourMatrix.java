package dev.skipstream.source;

import org.bytedeco.ffmpeg.global.avutil;

/** The matrices between RGB and YCbCr, by the shares of red and blue in the brightness. */
enum ColourMatrix {
  /** Without a tag, BT.601 is assumed. */
  UNSPECIFIED(0.299, 0.114, avutil.AVCOL_SPC_UNSPECIFIED),
  BT_601(0.299, 0.114, avutil.AVCOL_SPC_SMPTE170M),
  BT_709(0.2126, 0.0722, avutil.AVCOL_SPC_BT709),
  BT_2020(0.2627, 0.0593, avutil.AVCOL_SPC_BT2020_NCL);

  private final double red;
  private final double blue;
  private final int tag;

  ColourMatrix(double red, double blue, int tag) {
    this.red = red;
    this.blue = blue;
    this.tag = tag;
  }

  /** Its number in FFmpeg. */
  int tag() {
    return tag;
  }

  /** Y, Cb and Cr of a colour (ITU-R BT.601, BT.709 and BT.2020, "quantization"). */
  int[] yuv(int[] rgb, boolean full, int depth) {
    double r = rgb[0] / 255.0;
    double g = rgb[1] / 255.0;
    double b = rgb[2] / 255.0;
    double y = red * r + (1 - red - blue) * g + blue * b;
    double cb = (b - y) / (2 * (1 - blue));
    double cr = (r - y) / (2 * (1 - red));
    double unit = 1 << (depth - 8);
    double top = (1 << depth) - 1;
    return full
        ? new int[] {round(top * y), round(top * cb + 128 * unit), round(top * cr + 128 * unit)}
        : new int[] {
          round(unit * (219 * y + 16)),
          round(unit * (224 * cb + 128)),
          round(unit * (224 * cr + 128))
        };
  }

  private static int round(double value) {
    return Math.toIntExact(Math.round(value));
  }
}
