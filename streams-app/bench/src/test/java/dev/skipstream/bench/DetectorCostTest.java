package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.SegmenterSettings;
import dev.skipstream.registry.TorchScriptSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorCostTest {

  /** Expected values: what torchvision 0.14.1's modules hold, a batch norm counted as its bias. */
  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet18_fpn, 11171712, 28734806",
    "fasterrcnn_resnet34_fpn, 21276160, 38839254",
    "fasterrcnn_resnet50_fpn, 23481472, 41781846",
    "fasterrcnn_resnet101_fpn, 42447488, 60747862",
    "fasterrcnn_resnet152_fpn, 58068096, 76368470",
    "fasterrcnn_resnet50_fpn_v2, 23481472, 43682646",
    "retinanet_resnet50_fpn, 23481472, 34041559",
    "retinanet_resnet50_fpn_v2, 23481472, 38172375",
    "fcos_resnet50_fpn, 23481472, 32296160",
    "maskrcnn_resnet50_fpn, 23481472, 44427953",
    "maskrcnn_resnet50_fpn_v2, 23481472, 46328753",
    "keypointrcnn_resnet50_fpn, 23481472, 59619943"
  })
  void countsTheParametersThatTorchvisionHas(String architecture, long backbone, long all) {
    DetectorCost cost = DetectorCost.of(architecture, 91, 800, 800, 1000);

    assertThat(cost.backboneParameters()).isEqualTo(backbone);
    assertThat(cost.parameters()).isEqualTo(all);
  }

  /**
   * torchvision publishes 1.814, 3.664, 4.089, 7.801 and 11.514 billion, the classifier included.
   */
  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet18_fpn, 1.8",
    "fasterrcnn_resnet34_fpn, 3.7",
    "fasterrcnn_resnet50_fpn, 4.1",
    "fasterrcnn_resnet101_fpn, 7.8",
    "fasterrcnn_resnet152_fpn, 11.5"
  })
  void countsTheMultiplyAddsOfAResidualNetworkAt224Pixels(String architecture, double billions) {
    DetectorCost cost = DetectorCost.of(architecture, 91, 224, 224, 1000);

    assertThat(Math.round(cost.backboneMacs() / 1e8) / 10.0).isEqualTo(billions);
  }

  /** torchvision publishes 134.38, 280.371, 151.54, 152.238 and 128.207 billion for its weights. */
  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet50_fpn, 134.4",
    "fasterrcnn_resnet50_fpn_v2, 280.4",
    "retinanet_resnet50_fpn, 151.5",
    "retinanet_resnet50_fpn_v2, 152.2",
    "fcos_resnet50_fpn, 128.2"
  })
  void countsTheMultiplyAddsOfADetectorAt800Pixels(String architecture, double billions) {
    DetectorCost cost = DetectorCost.of(architecture, 91, 800, 800, 1000);

    assertThat(Math.round(cost.macs() / 1e8) / 10.0).isEqualTo(billions);
  }

  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet50_fpn, 'backbone, pyramid, proposals, box head'",
    "fcos_resnet50_fpn, 'backbone, pyramid, head'",
    "maskrcnn_resnet50_fpn, 'backbone, pyramid, proposals, box head, masks'",
    "keypointrcnn_resnet50_fpn, 'backbone, pyramid, proposals, box head, keypoints'"
  })
  void theStagesHaveAllMultiplyAdds(String architecture, String stages) {
    DetectorCost cost = DetectorCost.of(architecture, 91, 800, 800, 1000);

    assertThat(String.join(", ", cost.stageMacs().keySet())).isEqualTo(stages);
    assertThat(cost.stageMacs().get("backbone")).isEqualTo(cost.backboneMacs());
    assertThat(cost.stageMacs().values().stream().mapToLong(stage -> stage).sum())
        .isEqualTo(cost.macs());
  }

  @Test
  void countsTheBoxHeadByItsRegions() {
    long few = DetectorCost.of("fasterrcnn_resnet50_fpn", 91, 800, 800, 300).macs();
    long many = DetectorCost.of("fasterrcnn_resnet50_fpn", 91, 800, 800, 1000).macs();

    long ofARegion = 256L * 49 * 1024 + 1024L * 1024 + 5L * 91 * 1024;
    assertThat(many - few).isEqualTo(700 * ofARegion);
  }

  /** torchvision publishes these numbers for its weights; a batch norm counts as its bias here. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 11684712, 1.8",
    "resnet50, 25530472, 4.1",
    "resnet152, 60117096, 11.5",
    "resnext50_32x4d, 24994792, 4.2",
    "wide_resnet50_2, 68849128, 11.4",
    "vgg16, 138357544, 15.5",
    "vgg19, 143667240, 19.6",
    "efficientnet_b0, 5267540, 0.4",
  })
  void countsAClassifierAt224Pixels(String architecture, long parameters, double billions) {
    DetectorCost cost = DetectorCost.ofWhole(architecture, 1000, ClassifierSettings.BILINEAR);

    assertThat(cost.parameters()).isEqualTo(parameters);
    assertThat(Math.round(cost.macs() / 1e8) / 10.0).isEqualTo(billions);
  }

  @Test
  void countsTheNetworkOfEachKindOfModel() {
    for (Architecture kind : Architectures.BUILT_IN.all()) {
      for (String network : kind.networks()) {
        assertThat(DetectorCost.of(network, 7, kind.defaults(), 224, 224))
            .as(network)
            .hasValueSatisfying(cost -> assertThat(cost.macs()).isPositive());
      }
    }
    assertThat(DetectorCost.of("torchscript_yolov8", 7, TorchScriptSettings.DEFAULT, 640, 640))
        .isEmpty();
  }

  /**
   * The parameters that torchvision publishes for its weights, 35,322,218 and 42,004,074, without
   * the 2,365,205 of the second head and with batch norms as their biases.
   */
  @ParameterizedTest
  @CsvSource({"fcn_resnet50, 32929941", "deeplabv3_resnet50, 39610517"})
  void countsASegmentationNetwork(String architecture, long parameters) {
    DetectorCost cost = DetectorCost.ofWhole(architecture, 21, SegmenterSettings.TORCHVISION);

    assertThat(cost.parameters()).isEqualTo(parameters);
    assertThat(cost.macs()).isPositive();
  }
}
