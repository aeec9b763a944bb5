package dev.skipstream.compute;

import dev.skipstream.detect.LayerShape;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The results that a process of {@link LayerCheckMain} reports, line by line.
 *
 * <p>Threading: the thread that reads the lines, then the one that has waited for it.
 */
final class LayerResults {
  private final List<CheckedLayer> layers;
  private final Map<ComputeFormat, Double> millis = new EnumMap<>(ComputeFormat.class);
  private final Map<ComputeFormat, String> failures = new EnumMap<>(ComputeFormat.class);
  private ComputeFormat format;
  private int layer;

  LayerResults(List<CheckedLayer> layers) {
    this.layers = layers;
  }

  /** Returns a layer as the process reads it. */
  static String line(LayerShape shape) {
    return "%d %d %d %d %d %d %d %d %d"
        .formatted(
            shape.inputs(),
            shape.outputs(),
            shape.kernel(),
            shape.stride(),
            shape.groups(),
            shape.height(),
            shape.width(),
            shape.dilation(),
            shape.last() ? 1 : 0);
  }

  /** Reads a line of the process. Ignores lines that a library of the process may write. */
  void read(String line) {
    String[] part = line.split(" ", 4);
    switch (part[0]) {
      case LayerCheckMain.BEGIN -> {
        format = ComputeFormat.valueOf(part[1].toUpperCase(Locale.ROOT));
        layer = Integer.parseInt(part[2]);
      }
      case LayerCheckMain.DONE -> done(part[3].split(" ", 2));
      case LayerCheckMain.THROWN ->
          failures.putIfAbsent(format, layerUnderWay() + " fails: " + part[3]);
      default -> {}
    }
  }

  private void done(String[] errorAndNanos) {
    double error = Double.parseDouble(errorAndNanos[0]);
    // Also for an error that is no number.
    if (!(error <= 1)) {
      failures.putIfAbsent(
          format, "%s is wrong by %.3g times the tolerance".formatted(layerUnderWay(), error));
    }
    double time = Long.parseLong(errorAndNanos[1]) / 1e6 * layers.get(layer).weight();
    millis.merge(format, time, Double::sum);
  }

  /** Returns the format that was run last. */
  Optional<ComputeFormat> underWay() {
    return Optional.ofNullable(format);
  }

  /** Returns the layer that was run last, for a message. */
  String layerUnderWay() {
    return layers.get(layer).shape().toString();
  }

  FormatResult of(ComputeFormat one) {
    return failures.containsKey(one)
        ? FormatResult.failed(failures.get(one))
        : FormatResult.right(millis.getOrDefault(one, 0.0));
  }
}
