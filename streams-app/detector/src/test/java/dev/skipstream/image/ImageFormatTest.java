package dev.skipstream.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of image that we take comes out with its colours in their places. */
class ImageFormatTest {
  private static final int RED = 0xE02010;
  private static final int GREEN = 0x10C030;
  private static final int BLUE = 0x2030D0;
  private static final int WHITE = 0xFFFFFF;
  private static final int LOSS = 12;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  /** Four corners of four colours, wide enough that a JPEG keeps them apart. */
  private static BufferedImage corners(int type) {
    BufferedImage image = new BufferedImage(64, 32, type);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(
            x, y, 0xFF000000 | (y < 16 ? (x < 32 ? RED : GREEN) : (x < 32 ? BLUE : WHITE)));
      }
    }
    return image;
  }

  static Stream<byte[]> inColour() {
    BufferedImage rgb = corners(BufferedImage.TYPE_INT_RGB);
    return Stream.of(
        EncodedImages.encode(rgb, "jpg"),
        EncodedImages.encode(rgb, "png"),
        EncodedImages.encode(corners(BufferedImage.TYPE_INT_ARGB), "png"),
        EncodedImages.encode(rgb, "bmp"),
        EncodedImages.encode(rgb, "gif"),
        EncodedImages.webp(rgb));
  }

  @ParameterizedTest
  @MethodSource("inColour")
  void coloursAreInTheirPlaces(byte[] encoded) throws Exception {
    Frame frame = decoder.decode(encoded);

    assertThat(frame.width()).isEqualTo(64);
    assertThat(frame.height()).isEqualTo(32);
    assertPixel(frame, 8, 8, RED);
    assertPixel(frame, 56, 8, GREEN);
    assertPixel(frame, 8, 24, BLUE);
    assertPixel(frame, 56, 24, WHITE);
  }

  @ParameterizedTest
  @CsvSource({"jpg", "png", "bmp", "gif"})
  void greyIsGrey(String format) throws Exception {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = grey.getRaster();
    for (int i = 0; i < 256; i++) {
      raster.setSample(i % 16, i / 16, 0, 77);
    }

    assertPixel(decoder.decode(EncodedImages.encode(grey, format)), 8, 8, 0x4D4D4D);
  }

  @Test
  void sixteenBitsAreScaledToEight() throws Exception {
    BufferedImage deep = new BufferedImage(16, 16, BufferedImage.TYPE_USHORT_GRAY);
    assertThat(deep.getRaster().getTransferType()).isEqualTo(DataBuffer.TYPE_USHORT);
    for (int i = 0; i < 256; i++) {
      deep.getRaster().setSample(i % 16, i / 16, 0, 0x4D00);
    }

    assertPixel(decoder.decode(EncodedImages.encode(deep, "png")), 8, 8, 0x4D4D4D);
  }

  /** Ink of cyan 0.2, magenta 0.8, yellow 0.4 and black 0.1, as light. */
  @ParameterizedTest
  @EnumSource(EncodedImages.Adobe.class)
  void inkBecomesLight(EncodedImages.Adobe adobe) throws Exception {
    byte[] jpeg = EncodedImages.cmykJpeg(32, 16, new int[] {51, 204, 102, 26}, adobe);

    Frame frame = decoder.decode(jpeg);

    assertPixel(frame, 16, 8, 0xB72E89);
  }

  @Test
  void anAnimationIsItsFirstFrame() throws Exception {
    byte[] gif =
        EncodedImages.animatedGif(
            EncodedImages.plain(16, 16, RED), EncodedImages.plain(16, 16, BLUE));

    assertPixel(decoder.decode(gif), 8, 8, RED);
  }

  /** The corner that EXIF calls the first row and column; see the table of tag 0x0112. */
  @ParameterizedTest
  @CsvSource({
    "1, 64, 32, 8, 8",
    "2, 64, 32, 56, 8",
    "3, 64, 32, 56, 24",
    "4, 64, 32, 8, 24",
    "5, 32, 64, 8, 8",
    "6, 32, 64, 24, 8",
    "7, 32, 64, 24, 56",
    "8, 32, 64, 8, 56"
  })
  void aPhotographStandsUpright(int orientation, int width, int height, int redX, int redY)
      throws Exception {
    byte[] jpeg = EncodedImages.encode(corners(BufferedImage.TYPE_INT_RGB), "jpg");

    Frame frame = decoder.decode(EncodedImages.withOrientation(jpeg, orientation));

    assertThat(frame.width()).isEqualTo(width);
    assertThat(frame.height()).isEqualTo(height);
    assertPixel(frame, redX, redY, RED);
    assertPixel(frame, width - redX, height - redY, WHITE);
    // Green is beside red along the first row as it was stored.
    boolean turned = orientation >= 5;
    assertPixel(frame, turned ? redX : width - redX, turned ? height - redY : redY, GREEN);
  }

  @Test
  void anOrientationThatThereIsNotIsIgnored() throws Exception {
    byte[] jpeg = EncodedImages.encode(corners(BufferedImage.TYPE_INT_RGB), "jpg");

    assertPixel(decoder.decode(EncodedImages.withOrientation(jpeg, 9)), 8, 8, RED);
  }

  @Test
  void aPngMayBeTurnedToo() throws Exception {
    byte[] png = EncodedImages.encode(corners(BufferedImage.TYPE_INT_RGB), "png");

    Frame frame =
        decoder.decode(EncodedImages.withChunk(png, "eXIf", EncodedImages.orientation(6)));

    assertThat(frame.width()).isEqualTo(32);
    assertPixel(frame, 24, 8, RED);
  }

  private static void assertPixel(Frame frame, int x, int y, int rgb) {
    int at = 3 * (y * frame.width() + x);
    int[] actual = new int[3];
    for (int channel = 0; channel < 3; channel++) {
      actual[channel] = Byte.toUnsignedInt(frame.rgb()[at + channel]);
    }
    int[] expected = {rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(actual[channel])
          .as("channel %d of %s, expected about %s", channel, hex(actual), hex(expected))
          .isBetween(expected[channel] - LOSS, expected[channel] + LOSS);
    }
  }

  private static String hex(int[] rgb) {
    return "#%02X%02X%02X".formatted(rgb[0], rgb[1], rgb[2]);
  }
}
