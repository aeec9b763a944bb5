package dev.skipstream.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of a network that this release does not have. A registry lists such a version and
 * keeps its settings as they are; a stream cannot run it.
 *
 * @param json as the manifest has them
 */
record UnknownSettings(@JsonValue JsonNode json) implements DetectorSettings {

  @Override
  public String sizes() {
    return "unknown";
  }

  @Override
  public Map<String, String> rows() {
    return Map.of("settings", json.toString());
  }

  @Override
  public SortedMap<String, String> byOption() {
    SortedMap<String, String> values = new TreeMap<>();
    json.properties().forEach(one -> values.put(one.getKey(), one.getValue().toString()));
    return values;
  }

  @Override
  public DetectorSettings with(Map<String, String> options) {
    if (options.isEmpty()) {
      return this;
    }
    throw unusable();
  }

  @Override
  public SortedMap<String, List<Double>> numbers() {
    throw unusable();
  }

  private static InvalidModelException unusable() {
    return new InvalidModelException(
        "the settings are of a network that this release does not have: expected one of %s"
            .formatted(String.join(", ", Architectures.BUILT_IN.networks())));
  }
}
