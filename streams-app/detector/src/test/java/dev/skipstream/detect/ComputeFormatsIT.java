package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One network of each kind of block and head, with generated weights, in every format of a CPU. */
class ComputeFormatsIT {
  private static final List<ComputeFormat> ALL =
      List.of(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.INT8);
  private static final List<Frame> FRAMES =
      List.of(
          GeneratedNetwork.frame(150, 200),
          GeneratedNetwork.frame(300, 400),
          GeneratedNetwork.frame(130, 220),
          GeneratedNetwork.frame(200, 260),
          GeneratedNetwork.frame(160, 160));
  private static final Frame OTHER = GeneratedNetwork.frame(240, 330);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fasterrcnn_resnet18_fpn",
        "fasterrcnn_resnet50_fpn_v2",
        "fasterrcnn_resnext50_32x4d_fpn",
        "retinanet_resnet50_fpn",
        "retinanet_resnet50_fpn_v2",
        "fcos_resnet50_fpn",
        "maskrcnn_resnet50_fpn_v2",
        "keypointrcnn_resnet50_fpn",
        "resnext50_32x4d",
        "vgg16",
        "deeplabv3_resnet50"
      })
  void everyFormatDetectsAboutWhatFp32Detects(String architecture) throws IOException {
    List<String> compared = new ArrayList<>();
    ImportedDetector imported = imported(architecture, ALL, Optional.of(compared));

    assertThat(compared).containsExactly("mse", "percentile-99.99", "percentile-99.999");
    assertThat(Calibration.read(imported.archive()))
        .hasValueSatisfying(found -> assertThat(found.frames()).isEqualTo(FRAMES.size()));
    Findings expected = detected(imported, ComputeFormat.FP32);
    assertThat(expected instanceof Boxes boxes && boxes.detections().isEmpty()).isFalse();
    for (ComputeFormat format : List.of(ComputeFormat.BF16, ComputeFormat.INT8)) {
      Findings found = detected(imported, format);
      Difference difference = new Difference();
      difference.add(expected, found);

      // Computed in fp32 by mistake, they would be equal.
      assertThat(found).as("%s in %s", architecture, format).isNotEqualTo(expected);
      assertThat(difference.mean()).as("%s in %s", architecture, format).isLessThan(0.1);
    }
  }

  @Test
  void computesInNoFormatThatTheImportDidNotRequest() throws IOException {
    ImportedDetector imported =
        imported("fasterrcnn_resnet18_fpn", List.of(ComputeFormat.FP32), Optional.empty());

    assertThatThrownBy(() -> GeneratedNetwork.load(imported, ComputeFormat.INT8))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("models:/generated/1 does not compute in int8 on cpu(): expected")
        .hasMessageContaining("import its checkpoint again with --precision int8");
  }

  @Test
  void aCalibrationWithoutFramesFails() {
    assertThatThrownBy(() -> imported("fasterrcnn_resnet18_fpn", ALL, List.of(), new ArrayList<>()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("no frame to calibrate on: expected a few hundred images");
  }

  private ImportedDetector imported(
      String architecture, List<ComputeFormat> formats, Optional<List<String>> compared)
      throws IOException {
    return imported(
        architecture, formats, compared.isPresent() ? FRAMES : null, compared.orElse(null));
  }

  private ImportedDetector imported(
      String architecture, List<ComputeFormat> formats, List<Frame> frames, List<String> compared)
      throws IOException {
    return GeneratedNetwork.imported(
        folder,
        architecture,
        formats,
        Optional.ofNullable(frames)
            .map(some -> new FrameCalibrator(some.iterator(), new Methods(compared))));
  }

  private record Methods(List<String> compared) implements FrameCalibrator.Listener {
    @Override
    public void observed() {}

    @Override
    public void compared(String method, double difference) {
      compared.add(method);
    }
  }

  private static Findings detected(ImportedDetector imported, ComputeFormat format) {
    try (DjlDetector detector = GeneratedNetwork.load(imported, format)) {
      return detector.detect(List.of(OTHER)).get(0);
    }
  }
}
