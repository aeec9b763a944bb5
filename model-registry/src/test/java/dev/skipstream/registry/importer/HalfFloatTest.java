package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {

  @Test
  void everyHalfSurvivesWideningAndNarrowing() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      short half = (short) bits;
      float wide = HalfFloat.toFloat(half);
      if (!Float.isNaN(wide)) {
        assertThat(HalfFloat.of(wide)).isEqualTo(half);
      } else {
        assertThat(HalfFloat.toFloat(HalfFloat.of(wide))).isNaN();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x3c00",
    "-2, 0xc000",
    "65504, 0x7bff",
    "65519, 0x7bff",
    "65520, 0x7c00",
    "1.00048828125, 0x3c00", // halfway between 1 and the next: to the even one
    "1.00146484375, 0x3c02", // halfway, the upper one is even
    "5.9604645e-8, 0x0001",
    "2.9802322e-8, 0x0000", // half of the least: to the even one
    "0.000060975552, 0x03ff",
    "0.00006103515, 0x0400",
  })
  void roundsToTheNearestAndTiesToTheEven(float value, String half) {
    assertThat(HalfFloat.of(value)).isEqualTo((short) (int) Integer.decode(half));
  }
}
