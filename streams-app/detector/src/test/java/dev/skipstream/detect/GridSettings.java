package dev.skipstream.detect;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of {@link Grid}.
 *
 * @param side cells along a side of the frame
 */
record GridSettings(int side, double scoreThreshold) implements DetectorSettings {

  @Override
  public String sizes() {
    return "%d cells".formatted(side * side);
  }

  @Override
  public Map<String, String> rows() {
    return Map.of("thresholds", "score " + scoreThreshold);
  }

  @Override
  public SortedMap<String, String> byOption() {
    return new TreeMap<>(
        Map.of("side", String.valueOf(side), "score-threshold", String.valueOf(scoreThreshold)));
  }

  @Override
  public DetectorSettings with(Map<String, String> options) {
    SortedMap<String, String> all = byOption();
    options.forEach(
        (option, value) -> {
          if (all.replace(option, value) == null) {
            throw new InvalidModelException(option + " is no setting of a grid");
          }
        });
    return new GridSettings(
        Integer.parseInt(all.get("side")), Double.parseDouble(all.get("score-threshold")));
  }
}
