package dev.skipstream.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Holds the pixels of the result version. Where this fails because pixels have changed, raise
 * {@link ResultVersion#CURRENT} and write the new digests here: a replay that the old decoder began
 * must not go on with the new one.
 */
class ResultVersionTest {
  private static final int VERSION = 1;
  private static final Map<String, String> PIXELS =
      Map.of(
          "a.jpg", "db846503cb993866",
          "a.png", "1493a0fda724f7ac",
          "a.bmp", "1493a0fda724f7ac",
          "a.gif", "3f46db94dd06f8ed",
          "a.webp", "40439b90fb62bc92");

  @Test
  void decodesToThePixelsOfTheVersion() throws Exception {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    Map<String, String> decoded = new TreeMap<>();
    for (String name : PIXELS.keySet()) {
      try (InputStream file = ResultVersionTest.class.getResourceAsStream("pixels/" + name)) {
        Frame frame = decoder.decode(file.readAllBytes());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(frame.rgb());
        decoded.put(name, HexFormat.of().formatHex(digest, 0, 8));
      }
    }

    assertThat(decoded).isEqualTo(new TreeMap<>(PIXELS));
    assertThat(ResultVersion.CURRENT).isEqualTo(VERSION);
  }
}
