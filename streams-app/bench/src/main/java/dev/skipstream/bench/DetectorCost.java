package dev.skipstream.bench;

import dev.skipstream.detect.NetworkLayers;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.registry.importer.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The cost of a detector, counted layer by layer.
 *
 * <p>A convolution costs outputs x inputs x kernel multiply-adds a position of its output, a matrix
 * product outputs x inputs a region. Group norms, RoIAlign, NMS and resizing are not counted.
 *
 * @param backboneParameters weights and biases of the residual network, batch norms folded in
 * @param parameters of the whole detector
 * @param backboneMacs multiply-adds of the residual network for one frame
 * @param macs multiply-adds of the whole detector for one frame
 * @param stageMacs those of each stage that the detector's program marks; empty for a segmentation
 *     network
 */
public record DetectorCost(
    long backboneParameters,
    long parameters,
    long backboneMacs,
    long macs,
    Map<String, Long> stageMacs) {

  /**
   * Counts a network.
   *
   * @param architecture torchvision's name
   * @param classes the background included
   * @param height pixels of the resized frame
   * @param width pixels of the resized frame
   * @param proposals regions a frame that reach the box head, of a network of two stages
   */
  public static DetectorCost of(
      String architecture, int classes, int height, int width, int proposals) {
    List<Layer> layers = Layer.of(architecture);
    Walk walk = new Walk(height, width, proposals, layers);
    DetectorCost cost = new DetectorCost(0, 0, 0, 0, Map.of());
    for (Layer layer : layers) {
      long weights =
          layer.weightShape(classes).stream()
              .mapToLong(size -> size)
              .reduce(1, Math::multiplyExact);
      long biases = layer.unbiased() ? 0 : layer.biases(classes);
      long positions = layer.shape().size() > 1 ? walk.positions(layer) : 0;
      cost = cost.plus(layer, weights + biases, weights * positions);
    }
    return cost;
  }

  /**
   * Counts the network of a model.
   *
   * @param architecture torchvision's name, or that of the form of a user's own file
   * @param classes the background included, where the network has one
   * @param settings those of the architecture
   * @param height pixels of the resized frame
   * @param width pixels of the resized frame
   * @return empty for a user's own file, whose layers are not known
   */
  public static Optional<DetectorCost> of(
      String architecture, int classes, DetectorSettings settings, int height, int width) {
    if (settings instanceof TorchScriptSettings) {
      return Optional.empty();
    }
    if (!(settings instanceof SidedSettings)) {
      return Optional.of(ofWhole(architecture, classes, settings));
    }
    int proposals = settings instanceof FasterRcnnSettings regions ? regions.proposals() : 0;
    return Optional.of(of(architecture, classes, height, width, proposals));
  }

  /**
   * Counts a network without regions, whose backbone is all of it: a classifier, or a segmentation
   * network for a frame of 640x480.
   *
   * @param architecture torchvision's name
   * @param classes the background included
   * @param settings its input sizes
   */
  public static DetectorCost ofWhole(String architecture, int classes, DetectorSettings settings) {
    long parameters = 0;
    for (Layer layer : Layer.of(architecture)) {
      long weights =
          layer.weightShape(classes).stream()
              .mapToLong(size -> size)
              .reduce(1, Math::multiplyExact);
      parameters += weights + (layer.unbiased() ? 0 : layer.outputs(classes));
    }
    long macs =
        NetworkLayers.of(architecture, classes, settings).entrySet().stream()
            .mapToLong(layer -> layer.getKey().products() * layer.getValue())
            .sum();
    Map<String, Long> stages =
        settings instanceof ClassifierSettings ? Map.of("classifier", macs) : Map.of();
    return new DetectorCost(parameters, parameters, macs, macs, stages);
  }

  private DetectorCost plus(Layer layer, long weights, long more) {
    boolean ofBackbone = layer.name().startsWith(Walk.BODY);
    Map<String, Long> stages = new LinkedHashMap<>(stageMacs);
    stages.merge(Walk.stage(layer.name()), more, Long::sum);
    return new DetectorCost(
        backboneParameters + (ofBackbone ? weights : 0),
        parameters + weights,
        backboneMacs + (ofBackbone ? more : 0),
        macs + more,
        stages);
  }

  /** The size of a feature map. */
  private record Area(int height, int width) {
    Area strided(int stride) {
      return new Area(-Math.floorDiv(-height, stride), -Math.floorDiv(-width, stride));
    }

    long positions() {
      return (long) height * width;
    }
  }

  /** Follows the map through the layers, which come in the order of the network. */
  private static final class Walk {
    static final String BODY = "backbone.body.";

    private static final String PYRAMID = "backbone.fpn.";
    private static final String MASKS = "roi_heads.mask_";
    private static final String KEYPOINTS = "roi_heads.keypoint_";
    private static final String LATERAL = PYRAMID + "inner_blocks.";

    private static final int PADDED_TO = 32;
    private static final int LEVELS = 5;

    /** Detections of a frame that reach a head for masks or keypoints. */
    private static final int DETECTIONS = 100;

    private final int proposals;

    /** Stages of the pyramid: the last ones of the four. */
    private final int pyramidStages;

    /** Sizes of the maps of the four stages; each level above them is the last one strided. */
    private final List<Area> stages = new ArrayList<>();

    private Area map;
    private Area blockInput;
    private String block = "";

    Walk(int height, int width, int proposals, List<Layer> layers) {
      this.proposals = proposals;
      this.pyramidStages =
          (int) layers.stream().filter(layer -> layer.name().startsWith(LATERAL)).count();
      this.map = new Area(height, width).strided(PADDED_TO);
      this.map = new Area(map.height() * PADDED_TO, map.width() * PADDED_TO);
    }

    /** Returns the name of a layer's stage in the program. */
    static String stage(String name) {
      if (name.startsWith(BODY)) {
        return "backbone";
      }
      if (name.startsWith(PYRAMID)) {
        return "pyramid";
      }
      if (name.startsWith("head.")) {
        return "head";
      }
      if (name.startsWith(MASKS)) {
        return "masks";
      }
      if (name.startsWith(KEYPOINTS)) {
        return "keypoints";
      }
      return name.startsWith("rpn.") ? "proposals" : "box head";
    }

    /** Returns the number of uses of the layer's weights in a frame. */
    long positions(Layer layer) {
      String name = layer.name();
      if (name.startsWith(BODY)) {
        return inBody(layer, name.substring(BODY.length()));
      }
      if (name.startsWith(PYRAMID + "extra_blocks.")) {
        return level(pyramidStages + (name.endsWith("p6") ? 0 : 1)).positions();
      }
      if (name.startsWith(PYRAMID)) {
        return level(Integer.parseInt(name.replaceAll("[^0-9]*([0-9]+).*", "$1"))).positions();
      }
      if (name.startsWith("rpn.") || name.startsWith("head.")) {
        return IntStream.range(0, LEVELS).mapToLong(at -> level(at).positions()).sum();
      }
      if (name.startsWith(MASKS) || name.startsWith(KEYPOINTS)) {
        // The map of a detection has 14 x 14 bins, and four times as many after it is enlarged.
        return (name.endsWith("mask_fcn_logits") ? 4 : 1) * 196L * DETECTIONS;
      }
      // A convolution of the box head runs over the 7 x 7 bins of a region.
      return layer.shape().size() == 4 ? 49L * proposals : proposals;
    }

    /** Returns the size of a level of the pyramid. */
    private Area level(int number) {
      if (number < pyramidStages) {
        return stages.get(stages.size() - pyramidStages + number);
      }
      return level(number - 1).strided(2);
    }

    private long inBody(Layer layer, String name) {
      if (name.equals("conv1")) {
        long positions = map.strided(layer.stride()).positions();
        // The stage after it begins with a max pooling of stride 2.
        map = map.strided(layer.stride()).strided(2);
        return positions;
      }
      String[] steps = name.split("\\.", -1);
      String here = steps[0] + "." + steps[1];
      if (!here.equals(block)) {
        block = here;
        blockInput = map;
      }
      Area output = (steps[2].equals("downsample") ? blockInput : map).strided(layer.stride());
      map = output;
      int stage = Integer.parseInt(steps[0].substring("layer".length())) - 1;
      if (stage == stages.size()) {
        stages.add(output);
      } else {
        stages.set(stage, output);
      }
      return output.positions();
    }
  }
}
