package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.PixelMask;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random frames with masks: empty ones, crowds, equal scores and masks, areas that are not the
 * mask's. Compares the pixels one by one.
 */
final class RandomMasks implements SlowEvaluator.Shapes {
  private final Random random;
  private final List<MaskFrame> frames = new ArrayList<>();
  private final IdentityHashMap<TrueObject, PixelMask> ofObjects = new IdentityHashMap<>();
  private final IdentityHashMap<Detection, PixelMask> ofDetections = new IdentityHashMap<>();
  private final IdentityHashMap<Detection, Double> areas = new IdentityHashMap<>();

  RandomMasks(Random random) {
    this.random = random;
    for (int count = random.nextInt(5); count > 0; count--) {
      frames.add(frame());
    }
  }

  List<MaskFrame> frames() {
    return frames;
  }

  List<SlowEvaluator.Frame> slow() {
    return frames.stream()
        .map(frame -> new SlowEvaluator.Frame(frame.truth(), frame.found()))
        .toList();
  }

  private MaskFrame frame() {
    int height = 4 + random.nextInt(20);
    int width = 4 + random.nextInt(20);
    List<TrueObject> truth = new ArrayList<>();
    List<RunLengthMask> objectMasks = new ArrayList<>();
    for (int o = random.nextInt(5); o > 0; o--) {
      PixelMask mask = PixelMask.random(random, height, width);
      int category = 1 + random.nextInt(3);
      TrueObject object =
          new TrueObject(
              "c" + category,
              category,
              mask.runs().box(),
              random.nextBoolean() ? Optional.empty() : Optional.of(size()),
              Optional.empty(),
              random.nextInt(5) == 0);
      truth.add(object);
      objectMasks.add(mask.runs());
      ofObjects.put(object, mask);
    }
    List<Detection> found = new ArrayList<>();
    List<RunLengthMask> detectionMasks = new ArrayList<>();
    List<Double> detectionAreas = new ArrayList<>();
    for (int d = random.nextInt(14); d > 0; d--) {
      boolean near = !truth.isEmpty() && random.nextInt(4) > 0;
      int object = near ? random.nextInt(truth.size()) : -1;
      PixelMask mask =
          near ? near(objectMasks.get(object)) : PixelMask.random(random, height, width);
      int category = near ? truth.get(object).classId() : 1 + random.nextInt(3);
      Detection detection =
          new Detection("c" + category, category, (1 + random.nextInt(8)) / 8.0, mask.runs().box());
      found.add(detection);
      detectionMasks.add(mask.runs());
      ofDetections.put(detection, mask);
      areas.put(detection, random.nextBoolean() ? mask.area() : size());
      detectionAreas.add(areas.get(detection));
    }
    ScoredFrame frame = new ScoredFrame("", width, height, Optional.empty(), truth, found);
    return new MaskFrame(
        frame,
        objectMasks,
        detectionMasks,
        detectionAreas.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Equal to another mask, or without some of its pixels. */
  private PixelMask near(RunLengthMask mask) {
    double kept = List.of(1.0, 1.0, 0.9, 0.7, 0.5).get(random.nextInt(5));
    PixelMask pixels = PixelMask.of(mask);
    boolean[][] some = new boolean[mask.width()][mask.height()];
    for (int x = 0; x < mask.width(); x++) {
      for (int y = 0; y < mask.height(); y++) {
        some[x][y] = pixels.has(x, y) && random.nextDouble() < kept;
      }
    }
    return new PixelMask(some);
  }

  /** A size of each kind, and the borders between them. */
  private double size() {
    return List.of(80.0, 1024.0, 3000.0, 9216.0, 20_000.0).get(random.nextInt(5));
  }

  @Override
  public int mostDetections() {
    return 100;
  }

  @Override
  public double overlap(Detection found, TrueObject object) {
    return ofDetections.get(found).overlap(ofObjects.get(object), object.crowd());
  }

  @Override
  public double areaOf(Detection found) {
    return areas.get(found);
  }

  @Override
  public double areaOf(TrueObject object) {
    return object.area().orElse((double) ofObjects.get(object).area());
  }

  @Override
  public boolean ignored(TrueObject object) {
    return object.crowd();
  }
}
