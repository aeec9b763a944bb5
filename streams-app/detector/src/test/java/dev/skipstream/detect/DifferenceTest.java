package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.shape.RunLengthMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static final Regions NONE = new Regions(List.of());

  /** Returns a region of the first columns of an image of 10 rows and 10 columns. */
  private static Regions columns(int classId, int count) {
    String text = RunLengthMask.ofPixels(10, 10, (x, y) -> x < count).text();
    return new Regions(
        List.of(
            new Region(
                "road",
                classId,
                10L * count,
                count / 10.0,
                new InstanceMask(List.of(10, 10), text))));
  }

  @Test
  void ofRegionsIsTheShareOfPixelsWhoseClassDiffers() {
    assertThat(mean(columns(1, 4), columns(1, 6))).isEqualTo(0.2, within(1e-9));
    assertThat(mean(columns(1, 4), columns(2, 6))).isEqualTo(0.6, within(1e-9));
    assertThat(mean(columns(1, 4), columns(1, 4))).isZero();
    assertThat(mean(NONE, columns(1, 3))).isEqualTo(0.3, within(1e-9));
    assertThat(mean(NONE, NONE)).isZero();
  }

  private static double mean(Regions one, Regions other) {
    Difference difference = new Difference();
    difference.add(one, other);
    return difference.mean();
  }
}
