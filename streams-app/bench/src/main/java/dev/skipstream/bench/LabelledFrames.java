package dev.skipstream.bench;

import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random ground truth and detections, a function of their size. Most objects have a detection near
 * them; the other detections have random positions.
 *
 * @param images the number of frames
 * @param objects the number of objects in all frames
 * @param detections the number of detections in each frame
 * @param categories the number of categories of objects and detections
 */
public record LabelledFrames(int images, int objects, int detections, int categories) {
  /** The size of COCO's validation set of 2017, with as many detections as its protocol counts. */
  public static final LabelledFrames COCO_VAL2017 = new LabelledFrames(5000, 36_000, 100, 80);

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  public LabelledFrames {
    if (images < 1 || objects < 0 || detections < 0 || categories < 1) {
      throw new IllegalArgumentException(
          "%d images, %d objects, %d detections, %d categories: expected an image and a category at least, and none of them negative"
              .formatted(images, objects, detections, categories));
    }
  }

  /** A frame of it, from 0. */
  ScoredFrame frame(int number) {
    Random random = new Random(number);
    int here = objects / images + (number < objects % images ? 1 : 0);
    List<TrueObject> truth = new ArrayList<>();
    for (int i = 0; i < here; i++) {
      int category = 1 + random.nextInt(categories);
      BoundingBox box = box(random);
      truth.add(
          new TrueObject(
              "category " + category,
              category,
              box,
              Optional.of(0.7 * box.width() * box.height()),
              Optional.empty(),
              random.nextInt(50) == 0));
    }
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < detections; i++) {
      found.add(
          i < here && random.nextInt(5) > 0
              ? near(truth.get(i), random)
              : anywhere(1 + random.nextInt(categories), random));
    }
    found.sort(Comparator.comparingDouble(Detection::score).reversed());
    return new ScoredFrame(number + ".jpg", WIDTH, HEIGHT, Optional.empty(), truth, found);
  }

  private static Detection near(TrueObject object, Random random) {
    BoundingBox box = object.box();
    return new Detection(
        object.label(),
        object.classId(),
        0.3 + 0.7 * random.nextDouble(),
        new BoundingBox(
            box.x() + random.nextInt(5),
            box.y() + random.nextInt(5),
            box.width() * (0.9 + 0.2 * random.nextDouble()),
            box.height()));
  }

  private static Detection anywhere(int category, Random random) {
    return new Detection(
        "category " + category, category, 0.05 + 0.5 * random.nextDouble(), box(random));
  }

  private static BoundingBox box(Random random) {
    double width = 8 + random.nextInt(160);
    double height = 8 + random.nextInt(160);
    return new BoundingBox(
        random.nextDouble() * (WIDTH - width),
        random.nextDouble() * (HEIGHT - height),
        width,
        height);
  }
}
