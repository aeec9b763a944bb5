package dev.skipstream.bench;

import dev.skipstream.registry.importer.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of a detector, counted layer by layer.
 *
 * <p>A convolution costs outputs x inputs x kernel multiply-adds a position of its output, a matrix
 * product outputs x inputs a region. RoIAlign, NMS and resizing are not counted.
 *
 * @param backboneParameters weights and biases of the residual network, batch norms folded in
 * @param parameters of the whole detector
 * @param backboneMacs multiply-adds of the residual network for one frame
 * @param macs multiply-adds of the whole detector for one frame
 * @param stageMacs those of each stage that the detector's program marks
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
   * @param proposals regions a frame that reach the box head
   */
  public static DetectorCost of(
      String architecture, int classes, int height, int width, int proposals) {
    Walk walk = new Walk(height, width, proposals);
    DetectorCost cost = new DetectorCost(0, 0, 0, 0, Map.of());
    for (Layer layer : Layer.of(architecture)) {
      long weights =
          layer.weightShape(classes).stream()
              .mapToLong(size -> size)
              .reduce(1, Math::multiplyExact);
      long macs = weights * walk.positions(layer);
      cost = cost.plus(layer, weights + layer.outputs(classes), macs);
    }
    return cost;
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

    private static final int PADDED_TO = 32;

    private final int proposals;

    /** Sizes of the maps of the four stages; one more level is the last one strided. */
    private final List<Area> stages = new ArrayList<>();

    private Area map;
    private Area blockInput;
    private String block = "";

    Walk(int height, int width, int proposals) {
      this.proposals = proposals;
      this.map = new Area(height, width).strided(PADDED_TO);
      this.map = new Area(map.height() * PADDED_TO, map.width() * PADDED_TO);
    }

    /** Returns the name of a layer's stage in the program. */
    static String stage(String name) {
      if (name.startsWith(BODY)) {
        return "backbone";
      }
      if (name.startsWith("backbone.fpn.")) {
        return "pyramid";
      }
      return name.startsWith("rpn.") ? "proposals" : "box head";
    }

    /** Returns the number of uses of the layer's weights in a frame. */
    long positions(Layer layer) {
      String name = layer.name();
      if (name.startsWith(BODY)) {
        return inBody(layer, name.substring(BODY.length()));
      }
      if (name.startsWith("backbone.fpn.")) {
        int level = Integer.parseInt(name.replaceAll("[^0-9]*([0-9]+).*", "$1"));
        return stages.get(level).positions();
      }
      if (name.startsWith("rpn.")) {
        long top = stages.get(stages.size() - 1).strided(2).positions();
        return top + stages.stream().mapToLong(Area::positions).sum();
      }
      // A convolution of the box head runs over the 7 x 7 bins of a region.
      return layer.shape().size() == 4 ? 49L * proposals : proposals;
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
