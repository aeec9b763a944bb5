package dev.skipstream.image.internal.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.internal.jpeg.TestJpegs.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The oracle is the JDK's own reader, which warns of most damage. It keeps silent about
 * coefficients beyond the end of their block.
 */
class JpegIntegrityTest {
  private static final int END_BYTES = 2;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWholeImageIsWholeWhateverItsKindAndSize(Kind kind) {
    for (int size = 1; size < 70; size += 3) {
      JpegIntegrity integrity = JpegIntegrity.of(TestJpegs.noise(kind, size, 71 - size, size));

      assertThat(integrity.damage()).as("%s of %d pixels", kind, size).isEmpty();
      assertThat(integrity.checked()).isTrue();
      assertThat(integrity.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void dataThatLackAPartAreDamaged(Kind kind) {
    byte[] whole = TestJpegs.noise(kind, 200, 120, 7);
    int middle = whole.length / 2;
    byte[] lost =
        ByteBuffer.allocate(whole.length - 300)
            .put(whole, 0, middle)
            .put(whole, middle + 300, whole.length - middle - 300)
            .array();
    byte[] closed = closed(Arrays.copyOf(whole, middle));

    assertThat(JpegIntegrity.of(lost).damage()).isPresent();
    assertThat(JpegIntegrity.of(closed).damage()).isPresent();
    assertThat(JpegIntegrity.of(Arrays.copyOf(whole, middle)).damage()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aHeaderThatPromisesMoreRowsThanThereAreIsDamage(Kind kind) {
    byte[] taller = TestJpegs.withHeight(TestJpegs.noise(kind, 64, 64, 3), 128);

    assertThat(JpegIntegrity.of(taller).damage()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aMissingEndMarkerIsNoDamage(Kind kind) {
    byte[] whole = TestJpegs.noise(kind, 64, 48, 5);

    JpegIntegrity integrity = JpegIntegrity.of(Arrays.copyOf(whole, whole.length - END_BYTES));

    assertThat(integrity.damage()).isEmpty();
    assertThat(integrity.ended()).isFalse();
  }

  @Test
  void bytesThatFillTheDataUpAreNoDamageAndOthersAre() {
    byte[] whole = TestJpegs.noise(Kind.BASELINE, 64, 48, 5);
    byte[] open = Arrays.copyOf(whole, whole.length - END_BYTES);

    assertThat(JpegIntegrity.of(closed(Arrays.copyOf(open, open.length + 5))).damage()).isEmpty();
    byte[] stray = Arrays.copyOf(open, open.length + 5);
    stray[open.length + 1] = 0x5A;
    assertThat(JpegIntegrity.of(closed(stray)).damage().orElseThrow()).contains("left over");
  }

  @Test
  void aRestartMarkerThatIsMissingOrAnotherIsDamage() {
    byte[] whole = TestJpegs.noise(Kind.RESTARTS, 64, 48, 5);
    int marker = TestJpegs.indexOf(whole, 0xD1);
    byte[] other = whole.clone();
    other[marker + 1] = (byte) 0xD5;

    assertThat(JpegIntegrity.of(other).damage().orElseThrow())
        .contains("expected the restart marker RST1");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whateverTheJdkWarnsOfIsDamage(Kind kind) throws IOException {
    byte[] whole = TestJpegs.noise(kind, 64, 48, 11);
    int data = TestJpegs.indexOf(whole, 0xDA) + 20;
    Random random = new Random(23);
    int damaged = 0;
    for (int i = 0; i < 300; i++) {
      byte[] changed = whole.clone();
      int at = data + random.nextInt(whole.length - data - END_BYTES);
      changed[at] ^= (byte) (1 << random.nextInt(8));

      Optional<String> warning = jdkWarning(changed);
      if (warning.isPresent()) {
        damaged++;
        assertThat(JpegIntegrity.of(changed).damage())
            .as("byte %d of %d: %s", at, whole.length, warning.get())
            .isPresent();
      }
    }
    assertThat(damaged).isBetween(30, 300);
  }

  /** Whatever the bytes are, the check ends with an answer. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void noBytesMakeItFail(Kind kind) {
    byte[] whole = TestJpegs.noise(kind, 40, 30, 2);
    Random random = new Random(41);
    for (int i = 0; i < 5_000; i++) {
      byte[] changed =
          Arrays.copyOf(
              whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
      for (int times = random.nextInt(4); times >= 0 && changed.length > 0; times--) {
        changed[random.nextInt(Math.min(changed.length, 700))] = (byte) random.nextInt();
      }
      if (TestJpegs.pixels(changed) < 1 << 20) {
        assertThat(JpegIntegrity.of(changed)).isNotNull();
      }
    }
  }

  private static byte[] closed(byte[] jpeg) {
    return ByteBuffer.allocate(jpeg.length + END_BYTES).put(jpeg).putShort((short) 0xFFD9).array();
  }

  private static Optional<String> jdkWarning(byte[] jpeg) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in);
      reader.read(0);
      return warnings.stream().findFirst();
    } catch (IIOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
  }
}
