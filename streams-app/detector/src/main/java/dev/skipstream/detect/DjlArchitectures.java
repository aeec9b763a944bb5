package dev.skipstream.detect;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.FcosSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RetinaNetSettings;
import java.util.List;

/** The architectures that can run. */
final class DjlArchitectures {

  /** A new architecture has its line here, and one in {@link Architectures}. */
  static final List<DjlArchitecture<?>> BUILT_IN =
      List.of(
          new DjlBoxDetector<>("Faster R-CNN", FasterRcnnSettings.class, InstanceParts.NONE),
          new DjlBoxDetector<>("RetinaNet", RetinaNetSettings.class, InstanceParts.NONE),
          new DjlBoxDetector<>("FCOS", FcosSettings.class, InstanceParts.NONE),
          new DjlBoxDetector<>("Mask R-CNN", FasterRcnnSettings.class, new MaskParts()),
          new DjlBoxDetector<>("Keypoint R-CNN", FasterRcnnSettings.class, new KeypointParts()),
          new DjlClassifier("ResNet"),
          new DjlClassifier("VGG"),
          new DjlClassifier("DenseNet"),
          new DjlClassifier("EfficientNet"),
          new DjlSegmenter("FCN"),
          new DjlSegmenter("DeepLabV3"));

  private DjlArchitectures() {}

  /**
   * Returns the architecture of a network.
   *
   * @param network torchvision's name, as in the manifest
   * @throws InvalidModelException when no architecture has this network
   */
  static DjlArchitecture<?> of(String network) {
    String name = Architectures.BUILT_IN.of(network).name();
    return BUILT_IN.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s has no half that runs: add it to DjlArchitectures".formatted(name)));
  }
}
