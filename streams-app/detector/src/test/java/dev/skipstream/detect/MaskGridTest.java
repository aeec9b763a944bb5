package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks are pasted as torchvision pastes them: {@code python/golden.py paste} has its results. */
class MaskGridTest {
  private static final int SIDE = 28;

  private record Paste(int height, int width, List<Double> box, String counts) {}

  static List<Paste> pastes() throws IOException {
    try (InputStream in = MaskGridTest.class.getResourceAsStream("paste.json")) {
      return List.of(new JsonMapper().readValue(in, Paste[].class));
    }
  }

  private static MaskGrid grid(float... corners) {
    float[] probabilities = Formula.tensor("paste", List.of(SIDE, SIDE));
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] += 0.5f;
    }
    return new MaskGrid(probabilities, 0, SIDE, corners, 0);
  }

  @ParameterizedTest
  @MethodSource("pastes")
  void pastesWhatTorchvisionPastes(Paste expected) {
    float[] corners = new float[4];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = expected.box().get(i).floatValue();
    }

    assertThat(grid(corners).mask(expected.height(), expected.width()))
        .isEqualTo(RunLengthMask.ofText(expected.height(), expected.width(), expected.counts()));
  }

  @Test
  void readsItsOwnGridAmongOthers() {
    float[] two = new float[2 * SIDE * SIDE];
    float[] corners = {0, 0, 0, 0, 1, 1, 9, 9};
    float[] second = Formula.tensor("paste", List.of(SIDE, SIDE));
    for (int i = 0; i < second.length; i++) {
      two[SIDE * SIDE + i] = second[i] + 0.5f;
    }

    assertThat(new MaskGrid(two, SIDE * SIDE, SIDE, corners, 4).mask(10, 12))
        .isEqualTo(grid(1, 1, 9, 9).mask(10, 12));
    assertThat(new MaskGrid(two, 0, SIDE, corners, 4).mask(10, 12).area()).isZero();
  }
}
