package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.shape.RunLengthMask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreetObjectTest {

  @ParameterizedTest
  @CsvSource({"100, 0.65, false", "99, 0, true", "5000, 0.651, true"})
  void whatIsHardlySeenNeedNotBeFound(int pixels, double occlusion, boolean hardly) {
    StreetObject object =
        new StreetObject(
            StreetClass.DOG,
            RunLengthMask.ofPixels(100, 100, (x, y) -> 100 * x + y < pixels),
            occlusion);

    assertThat(object.hardlySeen()).isEqualTo(hardly);
    assertThat(object.asTruth().crowd()).isEqualTo(hardly);
  }
}
