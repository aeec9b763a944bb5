package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitecturesTest {
  private static final String CONV2 = "backbone.body.layer1.0.conv2.weight";

  static Iterable<String> architectures() {
    return Architectures.BUILT_IN.networks();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void recognisesEachNetworkByTheNamesAndShapesOfItsTensors(String architecture) {
    assertThat(
            Recognition.recognise(
                    Architectures.BUILT_IN, GeneratedCheckpoint.shapes(architecture, 3))
                .architecture())
        .isEqualTo(architecture);
  }

  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet50_fpn, 1, 64",
    "fasterrcnn_resnext50_32x4d_fpn, 32, 4",
    "fasterrcnn_resnext101_32x8d_fpn, 32, 8",
    "fasterrcnn_resnext101_64x4d_fpn, 64, 4",
    "fasterrcnn_wide_resnet50_2_fpn, 1, 128",
    "fasterrcnn_wide_resnet101_2_fpn, 1, 128",
    "resnet50, 1, 64",
    "resnext101_64x4d, 64, 4",
    "wide_resnet50_2, 1, 128",
  })
  void readsGroupsAndWidthOffTheShapes(String architecture, int groups, int channels) {
    assertThat(BlockWidth.of(GeneratedCheckpoint.shapes(architecture, 3)))
        .contains(new BlockWidth(groups, channels));
  }

  @Test
  void namesAWidthThatNoNetworkHas() {
    Map<String, List<Integer>> shapes =
        GeneratedCheckpoint.shapes("fasterrcnn_resnext50_32x4d_fpn", 3);
    shapes.put(CONV2, List.of(256, 16, 3, 3));

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Recognition.recognise(Architectures.BUILT_IN, shapes))
        .withMessageStartingWith("its backbone's blocks are 16x16d wide")
        .withMessageContaining("fasterrcnn_resnext50_32x4d_fpn (32x4d)")
        .withMessageContaining("fasterrcnn_wide_resnet50_2_fpn (1x128d)");
  }

  @Test
  void comparesARetinaNetOfAnotherBackboneWithTheNearestNetwork() {
    Map<String, List<Integer>> shapes = GeneratedCheckpoint.shapes("retinanet_resnet50_fpn", 3);
    shapes.put("backbone.body.layer3.6.conv1.weight", List.of(1));

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Recognition.recognise(Architectures.BUILT_IN, shapes))
        .withMessageContaining("compared with retinanet_resnet50_fpn, the nearest of")
        .withMessageEndingWith("it has unexpected backbone.body.layer3.6.conv1.weight");
  }

  @Test
  void namesTheLayersThatAMaskRcnnWithoutMasksLacks() {
    Map<String, List<Integer>> shapes = GeneratedCheckpoint.shapes("maskrcnn_resnet50_fpn", 3);
    shapes.keySet().removeIf(tensor -> tensor.startsWith("roi_heads.mask_predictor."));

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Recognition.recognise(Architectures.BUILT_IN, shapes))
        .withMessageContaining("compared with maskrcnn_resnet50_fpn, the nearest of")
        .withMessageContaining("it lacks roi_heads.mask_predictor.conv5_mask.bias, ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  /** Names of tensors as each family's own state dicts have them. */
  @ParameterizedTest
  @CsvSource({
    "head.classification_head.module_list.0.weight, backbone.features.0.weight, an SSD",
    "rpn.head.conv.0.0.weight, backbone.body.0.0.weight, a Faster R-CNN with a MobileNet backbone",
    "rpn.head.conv.0.0.weight, backbone.0.weight, a Faster R-CNN without a feature pyramid",
    "proposal_generator.rpn_head.conv.weight, backbone.bottom_up.stem.conv1.weight, detectron2",
    "proposal_generator.rpn_head.conv.weight, backbone.stem.conv1.weight, detectron2",
    "rpn_head.rpn_cls.weight, roi_head.bbox_head.fc_cls.weight, mmdetection",
    "neck.lateral_convs.0.conv.weight, bbox_head.retina_cls.weight, mmdetection",
    "query_embed.weight, transformer.encoder.layers.0.norm1.weight, a DETR",
    "conv1.weight, layer1.0.conv1.weight, a backbone alone",
    "classifier.1.weight, features.0.0.weight, another classifier",
  })
  void namesAnotherFamily(String one, String other, String family) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(one, List.of(1));
    shapes.put(other, List.of(1));

    refuses(shapes, family, "(it has the tensor ");
  }

  private static void refuses(Map<String, List<Integer>> shapes, String family, String tensor) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Recognition.recognise(Architectures.BUILT_IN, shapes))
        .withMessageStartingWith("it is ")
        .withMessageContaining(family)
        .withMessageContaining(tensor)
        .withMessageContaining("cannot be imported: expected one of fasterrcnn_resnet18_fpn");
  }
}
