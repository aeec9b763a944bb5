package dev.skipstream.detect;

import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.DetectorSettings;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** A toy of one stage: its program is {@code src/test/python/grid.py}. */
final class Grid implements Architecture {
  static final String NAME = "Grid";

  private final String network;

  /** Makes the architecture with one network. */
  Grid(String network) {
    this.network = network;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> networks() {
    return List.of(network);
  }

  @Override
  public DetectorSettings defaults() {
    return new GridSettings(3, 0.5);
  }

  @Override
  public InputStream program(String name) {
    return Grid.class.getResourceAsStream(name + ".pt");
  }

  @Override
  public int classes(Map<String, List<Integer>> shapes) {
    return shapes.get("head.weight").get(0);
  }
}
