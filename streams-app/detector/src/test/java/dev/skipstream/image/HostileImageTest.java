package dev.skipstream.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.drew.imaging.FileType;
import com.sun.management.ThreadMXBean;
import dev.skipstream.image.header.ImageHeader;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.image.header.JpegScans;
import dev.skipstream.schemas.event.RejectReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of images that are made to harm their decoder. */
class HostileImageTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @Test
  void fiftyMegapixelsAreTooMany() {
    byte[] png =
        EncodedImages.encode(
            new BufferedImage(10_000, 5_000, BufferedImage.TYPE_BYTE_BINARY), "png");

    assertThat(png.length).isLessThan(100_000);
    assertRefused(png, RejectReason.TOO_MANY_PIXELS);
  }

  @Test
  void aHeaderOfBillionsOfPixelsIsBelievedBeforeAnythingIsAllocated() {
    byte[] png = EncodedImages.encode(EncodedImages.plain(8, 8, 0), "png");

    assertRefused(
        EncodedImages.resizedPng(png, 2_000_000_000, 2_000_000_000), RejectReason.TOO_MANY_PIXELS);
    assertRefused(EncodedImages.resizedPng(png, 0, 8), RejectReason.DAMAGED_IMAGE);
    assertRefused(EncodedImages.resizedPng(png, -8, 8), RejectReason.DAMAGED_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16_384})
  void aBmpMayNotLieAboutItsSize(int height) {
    byte[] bmp = EncodedImages.encode(EncodedImages.plain(8, 8, 0), "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 1 << 14).putInt(22, height);

    assertThatThrownBy(() -> decoder.decode(bmp)).isInstanceOf(InvalidImageException.class);
  }

  @Test
  void aPngThatPromisesMoreRowsThanItHasIsDamaged() {
    byte[] png = EncodedImages.encode(EncodedImages.plain(64, 64, 0), "png");

    assertRefused(EncodedImages.resizedPng(png, 640, 640), RejectReason.DAMAGED_IMAGE);
  }

  /** A kilobyte of text that is a hundred megabytes when it is read. */
  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
  void aBombInATextBesideTheImageDoesNotGoOff(String chunk) throws Exception {
    byte[] png = EncodedImages.encode(EncodedImages.plain(8, 8, 0), "png");
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write((chunk.equals("iTXt") ? "a\0\1\0\0\0" : "a\0\0").getBytes(ISO_8859_1));
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        deflate.write(zeros);
      }
    }
    byte[] bombed = EncodedImages.withChunk(png, chunk, bomb.toByteArray());

    long before = allocatedBytes();
    ImageHeader header = ImageHeader.read(bombed);

    assertThat(allocatedBytes() - before).isLessThan(10 << 20);
    assertThat(header).isEqualTo(new ImageHeader(FileType.Png, 8, 8));
    assertThat(decoder.decode(bombed).width()).isEqualTo(8);
  }

  @Test
  void aWebpWhoseCanvasIsNotItsImageIsDamaged() {
    byte[] webp = EncodedImages.webp(EncodedImages.plain(400, 400, 0xFF0000));
    byte[] canvas =
        ByteBuffer.allocate(18)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("VP8X".getBytes(ISO_8859_1))
            .putInt(10)
            .putInt(0)
            .put(new byte[] {7, 0, 0, 7, 0, 0})
            .array();
    byte[] lying =
        ByteBuffer.allocate(webp.length + canvas.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(webp, 0, 12)
            .put(canvas)
            .put(webp, 12, webp.length - 12)
            .putInt(4, webp.length + canvas.length - 8)
            .array();

    assertRefused(lying, RejectReason.DAMAGED_IMAGE);
  }

  @Test
  void aJpegOfVeryManyScansIsNotDecoded() throws Exception {
    BufferedImage image = EncodedImages.plain(64, 48, 0x336699);

    assertThat(decoder.decode(EncodedImages.scanned(image, 1)).width()).isEqualTo(64);
    assertRefused(EncodedImages.scanned(image, 100), RejectReason.TOO_MANY_SCANS);
    assertThat(JpegScans.count(EncodedImages.scanned(image, 1), 1_000)).isBetween(2, 20);
    assertThat(JpegScans.count(EncodedImages.scanned(image, 500), 1_000))
        .isEqualTo(JpegScans.count(EncodedImages.scanned(image, 1), 1_000) + 499);
  }

  /** A thumbnail is a JPEG too, inside of a segment. */
  @Test
  void scansOfAThumbnailDoNotCount() {
    byte[] jpeg = EncodedImages.encode(EncodedImages.plain(64, 48, 0x336699), "jpg");
    byte[] thumbnail = EncodedImages.scanned(EncodedImages.plain(8, 8, 0x336699), 1);
    ByteBuffer with = ByteBuffer.allocate(jpeg.length + 4 + thumbnail.length);
    with.put(jpeg, 0, 2).putShort((short) 0xFFE2).putShort((short) (2 + thumbnail.length));
    with.put(thumbnail).put(jpeg, 2, jpeg.length - 2);

    assertThat(JpegScans.count(with.array(), 1_000)).isEqualTo(1);
  }

  @Test
  void aGifWhoseFrameIsLargerThanItsScreenHarmsNobody() {
    byte[] gif = EncodedImages.encode(EncodedImages.plain(300, 300, 0xFF0000), "gif");
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 8)
        .putShort(8, (short) 8);

    assertRefused(gif, RejectReason.DAMAGED_IMAGE);
  }

  /** Whatever a byte is changed to, the answer is a frame or a reason: never another exception. */
  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "webp"})
  void aChangedByteGivesAFrameOrAReason(String format) {
    BufferedImage image = EncodedImages.plain(40, 30, 0x336699);
    byte[] whole =
        format.equals("webp") ? EncodedImages.webp(image) : EncodedImages.encode(image, format);
    Random random = new Random(7);
    ImageDecoder small = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20, 100));
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = whole.clone();
      int at = random.nextInt(Math.min(changed.length, 400));
      changed[at] = (byte) random.nextInt(256);
      try {
        assertThat(small.decode(changed).rgb()).isNotEmpty();
      } catch (InvalidImageException e) {
        assertThat(e.reason()).as("byte %d is %d", at, changed[at]).isNotNull();
      }
    }
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private void assertRefused(byte[] encoded, RejectReason reason) {
    assertThatThrownBy(() -> decoder.decode(encoded))
        .isInstanceOfSatisfying(
            InvalidImageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
