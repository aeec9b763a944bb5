package dev.skipstream.cli;

import dev.skipstream.registry.DetectorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * The settings that a detector was trained with and that no tensor shows. An import keeps them in
 * the manifest: they belong to the weights, so a run cannot change them.
 */
final class TrainedOptions {
  @Option(
      names = "--anchor-sizes",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "that the detector was trained with, one for each of the pyramid's five levels; three for"
              + " each in a RetinaNet (default: torchvision's, 32,64,128,256,512)")
  private List<Integer> anchorSizes;

  @Option(
      names = "--anchor-ratios",
      split = ",",
      paramLabel = "NUMBER",
      description =
          "height divided by width of the three anchors at each position, as trained (default:"
              + " torchvision's, 0.5,1,2)")
  private List<Double> anchorRatios;

  @Option(
      names = "--image-mean",
      split = ",",
      paramLabel = "NUMBER",
      description =
          "of red, green and blue, as trained, for values from 0 to 1 (default: ImageNet's,"
              + " 0.485,0.456,0.406)")
  private List<Double> imageMean;

  @Option(
      names = "--image-std",
      split = ",",
      paramLabel = "NUMBER",
      description =
          "standard deviation of red, green and blue, likewise (default: ImageNet's,"
              + " 0.229,0.224,0.225)")
  private List<Double> imageStd;

  @Option(
      names = "--nms-threshold",
      paramLabel = "IOU",
      description =
          "overlap above which the lower-scoring of two boxes of one class is dropped (default:"
              + " torchvision's, 0.5; of FCOS 0.6)")
  private Optional<Double> nmsThreshold;

  @Option(
      names = "--detections-per-image",
      paramLabel = "N",
      description =
          "most detections a frame may have (default: torchvision's, 100; of RetinaNet 300)")
  private Optional<Integer> detectionsPerImage;

  @Option(
      names = "--pre-nms-proposals",
      paramLabel = "N",
      description =
          "highest-scoring anchors that each level of the pyramid keeps before NMS (default: 1000)")
  private Optional<Integer> preNmsProposals;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description =
          "highest-scoring candidates that each level of a RetinaNet or an FCOS keeps before NMS"
              + " (default: 1000)")
  private Optional<Integer> candidates;

  @Option(
      names = "--rpn-nms-threshold",
      paramLabel = "IOU",
      description =
          "overlap above which the lower-scoring of two proposals is dropped (default: 0.7)")
  private Optional<Double> rpnNmsThreshold;

  /** Returns the settings that were given, by the name of their option. */
  SortedMap<String, String> given() {
    SortedMap<String, String> given = new TreeMap<>();
    put(given, "anchor-sizes", anchorSizes);
    put(given, "anchor-ratios", anchorRatios);
    put(given, "image-mean", imageMean);
    put(given, "image-std", imageStd);
    nmsThreshold.ifPresent(iou -> given.put("nms-threshold", String.valueOf(iou)));
    detectionsPerImage.ifPresent(n -> given.put("detections-per-image", String.valueOf(n)));
    preNmsProposals.ifPresent(n -> given.put("pre-nms-proposals", String.valueOf(n)));
    candidates.ifPresent(n -> given.put("candidates", String.valueOf(n)));
    rpnNmsThreshold.ifPresent(iou -> given.put("rpn-nms-threshold", String.valueOf(iou)));
    return given;
  }

  private static void put(
      Map<String, String> given, String option, List<? extends Number> numbers) {
    if (numbers != null) {
      given.put(option, numbers.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /** Returns the settings with those that were given. */
  DetectorSettings over(DetectorSettings base) {
    return base.with(given());
  }
}
