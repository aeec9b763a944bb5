package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.Keypoints;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random frames with keypoints: crowds, objects without a labelled point, equal scores and points,
 * areas that are not the box's, and more detections than count. Computes each similarity from its
 * definition.
 */
final class RandomKeypoints implements SlowEvaluator.Shapes {
  private static final int POINTS = 17;

  /** Nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles: COCO's page of keypoints. */
  private static final double[] SIGMAS = {
    .026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089,
    .089
  };

  private final Random random;
  private final List<KeypointFrame> frames = new ArrayList<>();
  private final IdentityHashMap<TrueObject, double[]> ofObjects = new IdentityHashMap<>();
  private final IdentityHashMap<TrueObject, Integer> labelled = new IdentityHashMap<>();
  private final IdentityHashMap<Detection, double[]> ofDetections = new IdentityHashMap<>();

  RandomKeypoints(Random random) {
    this.random = random;
    for (int count = random.nextInt(5); count > 0; count--) {
      frames.add(frame());
    }
  }

  List<KeypointFrame> frames() {
    return frames;
  }

  List<SlowEvaluator.Frame> slow() {
    return frames.stream()
        .map(frame -> new SlowEvaluator.Frame(frame.truth(), frame.found()))
        .toList();
  }

  private KeypointFrame frame() {
    List<TrueObject> truth = new ArrayList<>();
    List<Keypoints> objectPoints = new ArrayList<>();
    for (int o = random.nextInt(5); o > 0; o--) {
      int side = List.of(16, 32, 64, 96, 128).get(random.nextInt(5));
      BoundingBox box = new BoundingBox(random.nextInt(200), random.nextInt(200), side, side);
      double share = List.of(0.0, 0.5, 1.0).get(random.nextInt(3));
      double[] numbers = new double[3 * POINTS];
      int count = 0;
      for (int point = 0; point < POINTS; point++) {
        if (random.nextDouble() < share) {
          numbers[3 * point] = box.x() + random.nextInt(side);
          numbers[3 * point + 1] = box.y() + random.nextInt(side);
          numbers[3 * point + 2] = 1 + random.nextInt(2);
          count++;
        }
      }
      int category = 1 + random.nextInt(2);
      Optional<Double> area =
          random.nextBoolean() ? Optional.empty() : Optional.of(0.7 * side * side);
      TrueObject object =
          new TrueObject(
              "c" + category, category, box, area, Optional.empty(), random.nextInt(6) == 0);
      truth.add(object);
      objectPoints.add(Keypoints.of(numbers));
      ofObjects.put(object, numbers);
      // Now and then the number that the ground truth states is not the one of its points.
      labelled.put(object, random.nextInt(8) == 0 ? random.nextInt(2) : count);
    }
    List<Detection> found = new ArrayList<>();
    List<Keypoints> detectionPoints = new ArrayList<>();
    for (int d = random.nextInt(4) == 0 ? 70 : random.nextInt(12); d > 0; d--) {
      boolean near = !truth.isEmpty() && random.nextInt(4) > 0;
      TrueObject object = near ? truth.get(random.nextInt(truth.size())) : null;
      double[] numbers = near ? near(object) : anywhere();
      int category = near ? object.classId() : 1 + random.nextInt(2);
      Keypoints points = Keypoints.of(numbers);
      Detection detection =
          new Detection("c" + category, category, (1 + random.nextInt(8)) / 8.0, points.box());
      found.add(detection);
      detectionPoints.add(points);
      ofDetections.put(detection, numbers);
    }
    ScoredFrame frame = new ScoredFrame("", 640, 480, Optional.empty(), truth, found);
    return new KeypointFrame(
        frame, objectPoints, truth.stream().mapToInt(labelled::get).toArray(), detectionPoints);
  }

  private double[] near(TrueObject object) {
    int spread = List.of(0, 0, 2, 5, 12).get(random.nextInt(5));
    double[] numbers = ofObjects.get(object).clone();
    for (int point = 0; point < POINTS; point++) {
      if (numbers[3 * point + 2] == 0) {
        numbers[3 * point] = object.box().x() + random.nextInt(200) - 60;
        numbers[3 * point + 1] = object.box().y() + random.nextInt(200) - 60;
      }
      numbers[3 * point] += spread == 0 ? 0 : random.nextInt(2 * spread) - spread;
      numbers[3 * point + 2] = random.nextDouble();
    }
    return numbers;
  }

  private double[] anywhere() {
    double[] numbers = new double[3 * POINTS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(300);
    }
    return numbers;
  }

  @Override
  public int mostDetections() {
    return 20;
  }

  @Override
  public double overlap(Detection found, TrueObject object) {
    double[] theirs = ofDetections.get(found);
    double[] points = ofObjects.get(object);
    BoundingBox box = object.box();
    boolean any = false;
    for (int point = 0; point < POINTS; point++) {
      any |= points[3 * point + 2] > 0;
    }
    double sum = 0;
    int count = 0;
    for (int point = 0; point < POINTS; point++) {
      if (!any || points[3 * point + 2] > 0) {
        double distance;
        if (any) {
          distance =
              Math.hypot(
                  theirs[3 * point] - points[3 * point],
                  theirs[3 * point + 1] - points[3 * point + 1]);
        } else {
          // From the nearest point of the box that is three times as wide and as high.
          double x = theirs[3 * point];
          double y = theirs[3 * point + 1];
          double nearX = Math.max(box.x() - box.width(), Math.min(box.x() + 2 * box.width(), x));
          double nearY = Math.max(box.y() - box.height(), Math.min(box.y() + 2 * box.height(), y));
          distance = Math.hypot(x - nearX, y - nearY);
        }
        double k = 2 * SIGMAS[point];
        sum += Math.exp(-distance * distance / (2 * areaOf(object) * k * k));
        count++;
      }
    }
    return sum / count;
  }

  @Override
  public double areaOf(Detection found) {
    return found.box().width() * found.box().height();
  }

  @Override
  public double areaOf(TrueObject object) {
    return object.area().orElse(object.box().width() * object.box().height());
  }

  @Override
  public boolean ignored(TrueObject object) {
    return object.crowd() || labelled.get(object) == 0;
  }
}
