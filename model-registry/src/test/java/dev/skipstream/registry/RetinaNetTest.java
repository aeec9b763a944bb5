package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetinaNetTest {
  private static final String CLASSIFIER = "head.classification_head.cls_logits.weight";
  private static final String BOXES = "head.regression_head.bbox_reg.weight";

  private static int classes(int classifierRows, int boxRows) {
    return new RetinaNet()
        .classes(
            Map.of(
                CLASSIFIER,
                List.of(classifierRows, 256, 3, 3),
                BOXES,
                List.of(boxRows, 256, 3, 3)));
  }

  @Test
  void hasNineRowsAClass() {
    assertThat(classes(819, 36)).isEqualTo(91);
  }

  @Test
  void refusesOtherAnchorsThanNineAPosition() {
    assertThatThrownBy(() -> classes(91 * 12, 48))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(BOXES + " has shape [48, 256, 3, 3], of 12 anchors at a position:")
        .hasMessageContaining("expected 9");
  }

  @ParameterizedTest
  @CsvSource({"820", "9", "0"})
  void refusesRowsThatAreNoClasses(int rows) {
    assertThatThrownBy(() -> classes(rows, 36))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(CLASSIFIER + " has shape [" + rows)
        .hasMessageContaining("expected 9 rows for the background and for each class");
  }

  /** As in torchvision's own COCO weights of 2020. */
  @ParameterizedTest
  @CsvSource({
    "head.classification_head.conv.0.weight, head.classification_head.conv.0.0.weight",
    "head.classification_head.conv.6.bias, head.classification_head.conv.3.0.bias",
    "head.regression_head.conv.4.weight, head.regression_head.conv.2.0.weight",
    "backbone.fpn.inner_blocks.2.weight, backbone.fpn.inner_blocks.2.0.weight",
    // Names of today.
    "head.regression_head.conv.2.0.weight, head.regression_head.conv.2.0.weight",
    "head.regression_head.conv.2.1.weight, head.regression_head.conv.2.1.weight",
    "backbone.fpn.extra_blocks.p6.weight, backbone.fpn.extra_blocks.p6.weight",
  })
  void hasThePresentNameOfATensorOfAnOlderTorchvision(String name, String present) {
    assertThat(Architectures.BUILT_IN.tensor(name, Set.of(name, CLASSIFIER))).isEqualTo(present);
  }

  @Test
  void doesNotTakeAConvolutionOfAnFcosForAnOlderOne() {
    String name = "head.classification_head.conv.0.weight";

    assertThat(Architectures.BUILT_IN.tensor(name, Set.of(name, Fcos.CENTRE))).isEqualTo(name);
  }
}
