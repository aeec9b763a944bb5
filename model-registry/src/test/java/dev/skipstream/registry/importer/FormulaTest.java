package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers are those of {@code python/formula.py}: golden outputs hold only while these do. */
class FormulaTest {

  @Test
  void givesTheWeightsThatPythonGives() {
    float[] conv = Formula.tensor("backbone.body.conv1.weight", List.of(64, 3, 7, 7));

    assertThat(new float[] {conv[0], conv[1], conv[2], conv[9407]})
        .containsExactly(-0.10459798f, 0.028777169f, 0.11827439f, 0.0972492f);
    assertThat(Formula.tensor("rpn.head.bbox_pred.bias", List.of(12)))
        .startsWith(1.4732713f, 0.18478179f, 0.61209834f);
    assertThat(Formula.tensor("backbone.body.layer1.0.bn2.weight", List.of(64)))
        .startsWith(0.3191647f, 0.20874909f);
  }

  @Test
  void givesThePictureThatPythonGives() {
    byte[] rgb = Formula.image(30, 40);

    assertThat(new byte[] {rgb[0], rgb[1], rgb[2], rgb[3], rgb[100], rgb[3599]})
        .containsExactly(148, 170, 56, 160, 57, 142);
  }
}
