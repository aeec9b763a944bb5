package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Architectures;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormEpsTest {
  private static final String RESNET50 = "fasterrcnn_resnet50_fpn";
  private static final Set<String> FROZEN = Set.of("backbone.body.bn1.running_var");
  private static final Set<String> TRAINED =
      Set.of("backbone.body.bn1.running_var", "backbone.body.bn1.num_batches_tracked");

  private static NormEps of(
      Set<String> tensors, String architecture, int classes, TrainingArguments training) {
    return NormEps.of(
        OptionalDouble.empty(),
        tensors,
        Architectures.BUILT_IN.of(architecture),
        architecture,
        classes,
        Optional.ofNullable(training));
  }

  @Test
  void isTheOneOfTheClassWhereNormsWereTrained() {
    assertThat(of(TRAINED, RESNET50, 91, null)).isEqualTo(new NormEps(1e-5, Optional.empty()));
  }

  @Test
  void isTheUsersWhereGiven() {
    assertThat(
            NormEps.of(
                OptionalDouble.of(0.5),
                FROZEN,
                Architectures.BUILT_IN.of(RESNET50),
                RESNET50,
                91,
                Optional.empty()))
        .isEqualTo(new NormEps(0.5, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "fasterrcnn_resnet50_fpn, 91, 0",
    "fasterrcnn_resnet50_fpn, 7, 1e-5",
    "fasterrcnn_resnet101_fpn, 91, 1e-5",
    "retinanet_resnet50_fpn, 91, 0",
    "retinanet_resnet50_fpn_v2, 91, 1e-5",
  })
  void isThatOfTorchvisionsCocoWeightsWhereFrozenNormsLookLikeThem(
      String architecture, int classes, String eps) {
    NormEps chosen = of(FROZEN, architecture, classes, null);

    assertThat(chosen.value()).isEqualTo(Double.parseDouble(eps));
    assertThat(chosen.remark().orElseThrow())
        .contains("look frozen")
        .contains("--eps " + eps + " is used")
        .contains("needs --eps 0, others 1e-5");
  }

  /** torchvision trained its COCO weights of FCOS, and its classifiers, with 1e-5. */
  @ParameterizedTest
  @CsvSource({"fcos_resnet50_fpn", "resnet50", "vgg16"})
  void isCertainForAKindThatWasNeverTrainedWithZero(String architecture) {
    assertThat(of(FROZEN, architecture, 91, null)).isEqualTo(new NormEps(1e-5, Optional.empty()));
  }

  /** The script trains 91 classes from ImageNet's weights too, whose frozen norms have 1e-5. */
  @Test
  void goesByTheTrainingScriptsArgumentsWhereTheyAreThere() {
    TrainingArguments fromImageNet = new TrainingArguments(RESNET50, false, OptionalDouble.empty());
    TrainingArguments fromCoco = new TrainingArguments(RESNET50, true, OptionalDouble.empty());
    TrainingArguments ofAnother =
        new TrainingArguments("fasterrcnn_resnet50_fpn_v2", true, OptionalDouble.empty());

    assertThat(of(FROZEN, RESNET50, 91, fromImageNet).value()).isEqualTo(1e-5);
    assertThat(of(FROZEN, RESNET50, 91, fromCoco).value()).isZero();
    assertThat(of(FROZEN, RESNET50, 3, fromCoco).value()).isZero();
    assertThat(of(FROZEN, RESNET50, 3, ofAnother).value()).isEqualTo(1e-5);
  }
}
