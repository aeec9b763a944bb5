package dev.skipstream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(100_000, 10_000, 20));

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void givesRedFirstRowByRow(String format) throws Exception {
    Frame frame = decoder.decode(encoded(picture(BufferedImage.TYPE_INT_RGB), format));

    assertThat(frame.width()).isEqualTo(3);
    assertThat(frame.height()).isEqualTo(2);
    assertThat(pixel(frame, 0, 0)).containsExactly(255, 0, 0);
    assertThat(pixel(frame, 2, 0)).containsExactly(0, 255, 0);
    assertThat(pixel(frame, 0, 1)).containsExactly(0, 0, 255);
    assertThat(pixel(frame, 2, 1)).containsExactly(255, 255, 255);
  }

  @Test
  void decodesAJpeg() throws Exception {
    BufferedImage red = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    var graphics = red.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 16, 16);

    Frame frame = decoder.decode(encoded(red, "jpg"));

    assertThat((double) pixel(frame, 8, 8)[0]).isCloseTo(255, within(3.0));
    assertThat((double) pixel(frame, 8, 8)[2]).isCloseTo(0, within(3.0));
  }

  @Test
  void spreadsGreyOverThreeChannels() throws Exception {
    BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 0, 0, 77);

    Frame frame = decoder.decode(encoded(grey, "png"));

    assertThat(pixel(frame, 1, 0)).containsExactly(77, 77, 77);
  }

  @Test
  void refusesARecordWithoutBytes() {
    assertRefused(new byte[0], RejectReason.EMPTY_IMAGE);
  }

  @Test
  void refusesBytesThatAreNoImage() {
    assertRefused("not an image".getBytes(StandardCharsets.US_ASCII), RejectReason.UNKNOWN_FORMAT);
  }

  @Test
  void refusesAFormatItDoesNotTake() throws Exception {
    assertRefused(
        "%PDF-1.7 and so on".getBytes(StandardCharsets.UTF_8), RejectReason.UNKNOWN_FORMAT);
  }

  @Test
  void decodesATiff() throws Exception {
    Frame frame = decoder.decode(encoded(picture(BufferedImage.TYPE_INT_RGB), "tiff"));

    assertThat(pixel(frame, 0, 0)).containsExactly(255, 0, 0);
    assertThat(pixel(frame, 2, 0)).containsExactly(0, 255, 0);
    assertThat(pixel(frame, 0, 1)).containsExactly(0, 0, 255);
  }

  @ParameterizedTest
  @CsvSource({"avif, AVIF", "heic, HEIC", "isom, ISO media with the brand isom"})
  void namesTheFormatOfAContainer(String brand, String name) {
    byte[] file = ("\0\0\0\34ftyp" + brand + "\0\0\0\0mif1").getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> decoder.decode(file)).hasMessageContaining("of format " + name + ":");
    assertRefused(file, RejectReason.UNKNOWN_FORMAT);
  }

  /**
   * The first image of a raw file is a thumbnail; the picture is in a directory below (tag 330).
   */
  @Test
  void refusesARawFileOfACamera() throws Exception {
    byte[] raw =
        ByteBuffer.allocate(50)
            .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
            .putInt(8)
            .putShort((short) 3)
            .put(entry(256, 160))
            .put(entry(257, 120))
            .put(entry(330, 46))
            .array();

    assertRefused(raw, RejectReason.UNKNOWN_FORMAT);
  }

  private static byte[] entry(int tag, int value) {
    return ByteBuffer.allocate(12)
        .putShort((short) tag)
        .putShort((short) 4)
        .putInt(1)
        .putInt(value)
        .array();
  }

  @Test
  void aBmpWithBitFieldsIsNotSupportedAndNotDamaged() throws Exception {
    byte[] bmp = encoded(picture(BufferedImage.TYPE_INT_RGB), "bmp");
    bmp[28] = 16;
    bmp[30] = 3;

    assertRefused(bmp, RejectReason.UNKNOWN_FORMAT);
  }

  @Test
  void aDamagedJpegIsRefusedUnlessItIsAskedFor() throws Exception {
    byte[] whole = encoded(noise(90, 100), "jpg");
    byte[] closed = Arrays.copyOf(whole, whole.length / 2);
    closed[closed.length - 2] = (byte) 0xFF;
    closed[closed.length - 1] = (byte) 0xD9;
    ImageDecoder accepts = new ImageDecoder(ImageLimits.DEFAULT, ImageDecoder.Damaged.ACCEPT);

    assertRefused(closed, RejectReason.DAMAGED_IMAGE);
    assertThat(accepts.decode(closed).damaged()).isTrue();
    assertThat(accepts.decode(whole).damaged()).isFalse();
  }

  @Test
  void aJpegThatLacksOnlyItsEndMarkerIsDecodedWhole() throws Exception {
    byte[] whole = encoded(noise(90, 100), "jpg");

    Frame frame = decoder.decode(Arrays.copyOf(whole, whole.length - 2));

    assertThat(frame.rgb()).isEqualTo(decoder.decode(whole).rgb());
    assertThat(frame.damaged()).isFalse();
  }

  @Test
  void aPngWithAWrongChecksumIsDamaged() throws Exception {
    byte[] png = encoded(noise(90, 100), "png");
    png[png.length / 2] ^= 1;

    assertThatThrownBy(() -> decoder.decode(png)).hasMessageContaining("checksum");
  }

  @ParameterizedTest
  @CsvSource({"jpg, 0.1", "jpg, 0.9", "png, 0.1", "png, 0.9", "bmp, 0.9", "gif, 0.9"})
  void refusesAnImageThatIsCutShort(String format, double part) throws Exception {
    byte[] whole = encoded(noise(90, 100), format);

    assertRefused(Arrays.copyOf(whole, (int) (whole.length * part)), RejectReason.DAMAGED_IMAGE);
  }

  @Test
  void refusesMoreBytesThanAllowed() {
    assertRefused(new byte[100_001], RejectReason.IMAGE_TOO_LARGE);
  }

  @Test
  void refusesAnImageWhoseHeaderAnnouncesMorePixelsThanAllowed() throws Exception {
    byte[] bomb = encoded(new BufferedImage(101, 100, BufferedImage.TYPE_BYTE_BINARY), "png");

    assertRefused(bomb, RejectReason.TOO_MANY_PIXELS);
  }

  @Test
  void refusesASliver() throws Exception {
    assertRefused(
        encoded(new BufferedImage(2, 41, BufferedImage.TYPE_INT_RGB), "png"),
        RejectReason.EXTREME_ASPECT);
  }

  private void assertRefused(byte[] bytes, RejectReason reason) {
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOfSatisfying(
            InvalidImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining("expected");
  }

  private static BufferedImage picture(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(2, 0, 0x00FF00);
    image.setRGB(0, 1, 0x0000FF);
    image.setRGB(2, 1, 0xFFFFFF);
    return image;
  }

  /** A picture that does not compress, so that a part of its bytes is a part of its pixels. */
  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    image.setRGB(0, 0, width, height, random.ints((long) width * height).toArray(), 0, width);
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static int[] pixel(Frame frame, int x, int y) {
    int at = 3 * (y * frame.width() + x);
    return new int[] {
      Byte.toUnsignedInt(frame.rgb()[at]),
      Byte.toUnsignedInt(frame.rgb()[at + 1]),
      Byte.toUnsignedInt(frame.rgb()[at + 2])
    };
  }
}
