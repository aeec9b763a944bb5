package dev.skipstream.tracking;

import dev.skipstream.detect.Detector;
import dev.skipstream.evaluate.tracks.TrackJoin;
import dev.skipstream.evaluate.tracks.TrackMetrics;
import dev.skipstream.evaluate.tracks.TrackPair;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.CheckListener;
import dev.skipstream.model.ComputeChoice;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.model.DjlModelLoader;
import dev.skipstream.model.LoadTimes;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.location.RegistrySettings;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetConditions.Weather;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Measures the tracks of a model's boxes on simulated streets, by weather and class. The frames are
 * JPEGs, as {@code publish} sends them.
 *
 * <p>Arguments: registry, URI of the model, minutes of each street, streets of each weather.
 */
final class StreetTracksMeasurement {
  private static final int QUALITY = 85;
  private static final int FRAMES_PER_MINUTE = 600;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Detector detector;
  private final int frames;

  private StreetTracksMeasurement(Detector detector, int frames) {
    this.detector = detector;
    this.frames = frames;
  }

  public static void main(String[] arguments) throws Exception {
    RegistryLocation location = new RegistryLocation(RegistrySettings.of(arguments[0]));
    DjlModelLoader loader =
        new DjlModelLoader(
            location.artifacts(),
            List.of(new TorchDevice("cpu")),
            UnaryOperator.identity(),
            new ComputeChoice(
                ComputeSettings.parse(ComputeSettings.AUTO),
                UnaryOperator.identity(),
                CheckListener.IGNORED),
            LoadTimes.IGNORED);
    int frames = FRAMES_PER_MINUTE * Integer.parseInt(arguments[2]);
    int streets = Integer.parseInt(arguments[3]);
    try (ModelRegistry registry = location.open();
        Detector detector = loader.load(registry.resolve(ModelRef.parse(arguments[1])))) {
      System.out.printf("%s, %s%n%n", arguments[1], detector.computation().orElseThrow());
      System.out.println(
          "| weather | class | true objects | HOTA | DetA | AssA | MOTA | IDF1 | true crossings |"
              + " missing or too many |");
      System.out.println("|---|---|---|---|---|---|---|---|---|---|");
      StreetTracksMeasurement measurement = new StreetTracksMeasurement(detector, frames);
      for (Weather weather : Weather.values()) {
        measurement.measure(weather, streets);
      }
    }
  }

  private void measure(Weather weather, int streets) throws Exception {
    List<TrackedStreet> tracked = new ArrayList<>();
    for (long seed = 1; seed <= streets; seed++) {
      tracked.add(track(seed, weather));
    }
    String name = weather.name().toLowerCase(Locale.ROOT);
    print(name, "all", pairs(tracked, Optional.empty()), crossings(tracked, ""));
    SortedSet<String> labels = new TreeSet<>();
    tracked.forEach(street -> labels.addAll(street.join().labels()));
    for (String label : labels) {
      print(name, label, pairs(tracked, Optional.of(label)), crossings(tracked, label + " "));
    }
  }

  private TrackedStreet track(long seed, Weather weather)
      throws IOException, InvalidImageException {
    StreetView view =
        new StreetView(
            TrackedStreet.WIDTH,
            TrackedStreet.HEIGHT,
            TrackedStreet.EVERY,
            Optional.empty(),
            Optional.of(weather));
    TrackedStreet street = new TrackedStreet();
    try (FrameReader reader =
        StreetSource.of(seed, view, Optional.of(TrackedStreet.SOURCE), QUALITY).open()) {
      for (int i = 0; i < frames; i++) {
        EncodedFrame frame = reader.next().orElseThrow();
        Boxes boxes = (Boxes) detector.detect(List.of(decoder.decode(frame.image()))).get(0);
        street.next(frame.truth().orElseThrow().objects(), boxes.detections());
      }
    }
    return street;
  }

  private static List<TrackPair> pairs(List<TrackedStreet> streets, Optional<String> label) {
    return TrackJoin.joined(
        streets.stream()
            .map(
                street ->
                    label
                        .map(street.join()::pairs)
                        .orElseGet(street.join()::pairs)
                        .get(TrackedStreet.SOURCE))
            .toList());
  }

  /**
   * Crossings of the line.
   *
   * @param wrong missing or too many, by street, category and direction
   */
  private record Crossings(long expected, long wrong) {}

  private static Crossings crossings(List<TrackedStreet> streets, String label) {
    long expected = 0;
    long wrong = 0;
    for (TrackedStreet street : streets) {
      Map<String, Long> differences = new TreeMap<>(street.expected());
      street.found().forEach((key, count) -> differences.merge(key, -count, Long::sum));
      for (Map.Entry<String, Long> each : differences.entrySet()) {
        if (each.getKey().startsWith(label)) {
          expected += street.expected().getOrDefault(each.getKey(), 0L);
          wrong += Math.abs(each.getValue());
        }
      }
    }
    return new Crossings(expected, wrong);
  }

  private static void print(
      String weather, String label, List<TrackPair> pairs, Crossings crossings) {
    TrackMetrics metrics = TrackMetrics.of(pairs);
    long objects =
        pairs.stream()
            .flatMap(pair -> pair.truth().stream())
            .mapToLong(box -> box.id())
            .distinct()
            .count();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %s | %s |%n",
        weather,
        label,
        objects,
        metrics.hota(),
        metrics.detA(),
        metrics.assA(),
        metrics.mota(),
        metrics.idf1(),
        crossings.expected() + crossings.wrong() == 0 ? "" : crossings.expected(),
        crossings.expected() + crossings.wrong() == 0 ? "" : crossings.wrong());
  }
}
