package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortDecimalTest {
  private static final int NUMBERS = 100_000;

  @Test
  void isEqualToTheJdkToTheLastBit() {
    Random random = new Random(19);
    for (int i = 0; i < NUMBERS; i++) {
      long digits = (long) (random.nextDouble() * Math.pow(10, 1 + random.nextInt(18)));
      int decimals = 1 + random.nextInt(14);
      String all = String.format(Locale.ROOT, "%0" + (decimals + 1) + "d", digits);
      int point = all.length() - decimals;
      String text =
          (random.nextBoolean() ? "-" : "") + all.substring(0, point) + "." + all.substring(point);

      double read = parse(text);

      boolean isShort = text.replace("-", "").length() <= 16;
      assertThat(read)
          .as(text)
          .isEqualTo(
              isShort ? Double.valueOf(Double.parseDouble(text)) : Double.valueOf(Double.NaN));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", "NaN", "Infinity", "1e3", "1.5E-7", "1.2.3", "0.12345678901234567"})
  void leavesAllElseToTheParser(String text) {
    assertThat(parse(text)).isNaN();
  }

  @Test
  void readsOnlyItsPartOfTheText() {
    assertThat(ShortDecimal.parse("[-12.50,".toCharArray(), 1, 6)).isEqualTo(-12.5);
    assertThat(ShortDecimal.parse("-0.0".toCharArray(), 0, 4)).isEqualTo(-0.0);
  }

  private static double parse(String text) {
    return ShortDecimal.parse(text.toCharArray(), 0, text.length());
  }
}
