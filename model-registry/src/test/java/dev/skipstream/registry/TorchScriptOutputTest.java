package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchScriptOutputTest {
  @Test
  void namesOfTheCommandLineAndOfManifests() {
    assertThat(TorchScriptOutput.parse("yolov8")).isEqualTo(TorchScriptOutput.YOLOV8);
    assertThat(TorchScriptOutput.parse("boxes-scores-labels").network())
        .isEqualTo("torchscript_boxes_scores_labels");
    assertThat(TorchScriptOutput.of("torchscript_yolov5")).contains(TorchScriptOutput.YOLOV5);
    assertThat(TorchScriptOutput.of("fasterrcnn_resnet50_fpn")).isEmpty();
    assertThatThrownBy(() -> TorchScriptOutput.parse("yolo"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("output-format is 'yolo': expected one of yolov8, yolov5, boxes-scores-labels");
  }

  @Test
  void shapesOfEachForm() {
    assertThatCode(
            () -> {
              TorchScriptOutput.YOLOV8.requireShapes(List.of(List.of(2L, 84L, 8400L)), 2, 80);
              TorchScriptOutput.YOLOV5.requireShapes(
                  List.of(List.of(1L, 25200L, 85L), List.of(9L)), 1, 80);
              TorchScriptOutput.BOXES_SCORES_LABELS.requireShapes(
                  List.of(List.of(1L, 7L, 4L), List.of(1L, 7L), List.of(1L, 7L)), 1, 80);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void theErrorOfAWrongLabelCountStatesBothShapes() {
    assertThatThrownBy(
            () -> TorchScriptOutput.YOLOV8.requireShapes(List.of(List.of(1L, 84L, 8400L)), 1, 2))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "it returns [1, 84, 8400] for 1 frame(s): expected of yolov8 with 2 label(s): [1, 6,"
                + " places]: 4 numbers of a box and a score of each label");
  }

  @Test
  void otherShapesAreRejected() {
    assertThatThrownBy(
            () -> TorchScriptOutput.YOLOV8.requireShapes(List.of(List.of(1L, 6L, 9L)), 2, 2))
        .hasMessageStartingWith("it returns [1, 6, 9] for 2 frame(s)");
    assertThatThrownBy(
            () -> TorchScriptOutput.YOLOV5.requireShapes(List.of(List.of(1L, 6L, 9L)), 1, 2))
        .hasMessageContaining("[1, places, 7]");
    assertThatThrownBy(
            () ->
                TorchScriptOutput.BOXES_SCORES_LABELS.requireShapes(
                    List.of(List.of(1L, 7L, 4L), List.of(1L, 6L), List.of(1L, 7L)), 1, 2))
        .hasMessageContaining("[1, 7, 4] and [1, 6] and [1, 7]");
    assertThatThrownBy(() -> TorchScriptOutput.YOLOV5.requireShapes(List.of(), 1, 2))
        .hasMessageStartingWith("it returns no tensor");
  }

  @Test
  void settingsByTheirOptions() {
    TorchScriptSettings settings =
        TorchScriptSettings.DEFAULT.with(Map.of("input-size", "320", "nms-threshold", "0.45"));

    assertThat(settings.inputSize()).isEqualTo(320);
    assertThat(settings.nmsThreshold()).isEqualTo(0.45);
    assertThat(settings.withFramesPerCall(1).framesPerCall()).isEqualTo(1);
    assertThatThrownBy(() -> settings.with(Map.of("min-size", "320")))
        .hasMessageStartingWith("min-size is no setting of a TorchScript detector");
    assertThatThrownBy(() -> settings.with(Map.of("input-size", "7")))
        .hasMessage("input-size is 7: expected 32 to 8192");
  }
}
