package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random frames: empty ones, crowds, equal scores and overlaps, areas that are not the box's. Boxes
 * are on a coarse grid, so that all of these are frequent.
 */
final class RandomFrames {
  private RandomFrames() {}

  /** A hundred, the same in every run. */
  static List<Long> seeds() {
    return new Random(20).longs(100).boxed().toList();
  }

  static List<SlowEvaluator.Frame> frames(Random random) {
    List<SlowEvaluator.Frame> frames = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      List<TrueObject> truth = new ArrayList<>();
      for (int o = random.nextInt(5); o > 0; o--) {
        truth.add(object(random));
      }
      List<Detection> found = new ArrayList<>();
      for (int d = random.nextInt(14); d > 0; d--) {
        found.add(detection(random, truth));
      }
      frames.add(new SlowEvaluator.Frame(truth, found));
    }
    return frames;
  }

  private static TrueObject object(Random random) {
    BoundingBox box = box(random);
    Optional<Double> area =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(box.width() * box.height() * (0.5 + random.nextInt(2) / 2.0));
    int category = 1 + random.nextInt(3);
    return new TrueObject(
        "c" + category, category, box, area, Optional.empty(), random.nextInt(6) == 0);
  }

  /** Mostly near an object, and as sure as many others. */
  private static Detection detection(Random random, List<TrueObject> truth) {
    int category = 1 + random.nextInt(3);
    BoundingBox box = box(random);
    if (!truth.isEmpty() && random.nextInt(4) > 0) {
      TrueObject object = truth.get(random.nextInt(truth.size()));
      category = object.classId();
      box =
          new BoundingBox(
              object.box().x() + random.nextInt(3) * 2,
              object.box().y() + random.nextInt(3) * 2,
              object.box().width(),
              object.box().height() + random.nextInt(2) * 4);
    }
    return new Detection("c" + category, category, (1 + random.nextInt(8)) / 8.0, box);
  }

  private static BoundingBox box(Random random) {
    int side = List.of(16, 32, 64, 96, 128).get(random.nextInt(5));
    return new BoundingBox(
        8 * random.nextInt(20), 8 * random.nextInt(20), side, random.nextBoolean() ? side : 32);
  }
}
