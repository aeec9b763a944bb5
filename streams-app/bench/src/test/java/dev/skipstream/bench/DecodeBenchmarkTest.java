package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeBenchmarkTest {
  /** One pixel. */
  private static final String WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

  private final DecodeBenchmark benchmark = new DecodeBenchmark(Duration.ofMillis(20));

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png"})
  void measuresBothDecoders(String format) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR), format, bytes);

    DecodeBenchmark.Result result = benchmark.measure(bytes.toByteArray());

    assertThat(result.openCvMillis()).isPositive();
    assertThat(result.imageIoMillis()).isPositive();
    assertThat(result.ratio()).isEqualTo(result.imageIoMillis() / result.openCvMillis());
  }

  @Test
  void saysWhichFormatsCanBeCompared() {
    byte[] webp = Base64.getDecoder().decode(WEBP.getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> benchmark.measure(webp))
        .hasMessage("ImageIO has no decoder for this format: expected JPEG, PNG, BMP or GIF");
  }
}
