package dev.skipstream.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The distinct layers of a network, for a frame of 640x480. The file {@code layers.txt} beside this
 * class lists the layers of each network; {@code python/layers.py} writes it.
 */
public final class NetworkLayers {
  private static final Frame FRAME = new Frame(new byte[3 * 640 * 480], 640, 480);

  /** Frames are padded to a multiple of it. */
  private static final int PADDING = 32;

  private static final int REGION_SIDE = 7;

  /** The regions of a head for masks or keypoints are the detections. */
  private static final double DETECTIONS = 100;

  /** The regions of a network without the setting {@code proposals}: the frame. */
  private static final double REGIONS = 1;

  private NetworkLayers() {}

  /**
   * Returns the number of times that a frame passes each distinct layer.
   *
   * @param settings those that the model runs with; they determine the sizes of the maps
   * @return empty for a network whose layers are not listed
   */
  public static Map<LayerShape, Integer> of(ModelManifest manifest, DetectorSettings settings) {
    int classes =
        1 + manifest.labels().keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    return of(manifest.architecture(), classes, settings);
  }

  /**
   * Returns the number of times that a frame passes each distinct layer of a network.
   *
   * @param network torchvision's name
   * @param classes the background included, where the network has one
   * @return empty for a network whose layers are not listed
   */
  public static Map<LayerShape, Integer> of(
      String network, int classes, DetectorSettings settings) {
    List<String> lines = lines(network);
    if (lines.isEmpty()) {
      return Map.of();
    }
    ResizedShape resized = resized(DjlArchitectures.of(network), settings);
    int regions = settings.numbers().getOrDefault("proposals", List.of(REGIONS)).get(0).intValue();
    int detections =
        settings
            .numbers()
            .getOrDefault("detectionsPerFrame", List.of(DETECTIONS))
            .get(0)
            .intValue();
    Map<LayerShape, Integer> layers = new LinkedHashMap<>();
    for (String line : lines) {
      String[] part = line.split(" ", -1);
      int outputs = Integer.parseInt(part[2]);
      int at = Integer.parseInt(part[6]);
      String[] taps = part[3].split("d", -1);
      int kernel = Integer.parseInt(taps[0]);
      // Layers of regions see the regions' maps below each other.
      int regionSide = at < 0 ? -at : kernel == 0 ? 1 : REGION_SIDE;
      int height =
          at > 0 ? side(resized.height(), at) : (at < 0 ? detections : regions) * regionSide;
      int width = at > 0 ? side(resized.width(), at) : regionSide;
      LayerShape shape =
          new LayerShape(
              Integer.parseInt(part[1]),
              outputs > 0 ? outputs : -outputs * classes,
              kernel,
              Integer.parseInt(part[4]),
              Integer.parseInt(part[5]),
              height,
              width,
              taps.length == 1 ? 1 : Integer.parseInt(taps[1]),
              part[7].equals("last"));
      layers.merge(shape, Integer.parseInt(part[8]), Integer::sum);
    }
    return layers;
  }

  private static <S extends DetectorSettings> ResizedShape resized(
      DjlArchitecture<S> architecture, DetectorSettings settings) {
    if (!architecture.settings().isInstance(settings)) {
      throw new InvalidModelException(
          "settings are %s: expected those of %s".formatted(settings, architecture.name()));
    }
    return architecture.shapeOf(FRAME, architecture.settings().cast(settings));
  }

  private static int side(int pixels, int at) {
    int padded = (pixels + PADDING - 1) / PADDING * PADDING;
    return (padded + at - 1) / at;
  }

  private static List<String> lines(String network) {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(NetworkLayers.class.getResourceAsStream("layers.txt")),
                UTF_8))) {
      return file.lines().filter(line -> line.startsWith(network + " ")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
