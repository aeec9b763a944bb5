package dev.skipstream.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.MaskFrame;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.event.TruePoint;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameScorerTest {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 14;
  private static final BoundingBox BOX = new BoundingBox(0, 0, 4, 4);
  private static final List<String> LABELS = List.of("car", "person", "tree");

  static LongStream seeds() {
    return new Random(5).longs(60);
  }

  private static RunLengthMask mask(Random random) {
    int left = random.nextInt(WIDTH);
    int top = random.nextInt(HEIGHT);
    int right = left + random.nextInt(WIDTH - left + 1);
    int bottom = top + random.nextInt(HEIGHT - top + 1);
    return RunLengthMask.ofPixels(
        HEIGHT, WIDTH, (x, y) -> x >= left && x < right && y >= top && y < bottom);
  }

  private static InstanceMask text(RunLengthMask mask) {
    return new InstanceMask(List.of(mask.height(), mask.width()), mask.text());
  }

  private static TrueObject object(String label, RunLengthMask mask) {
    return new TrueObject(
            label, LABELS.indexOf(label), mask.box(), Optional.empty(), Optional.empty(), false)
        .withMask(text(mask));
  }

  private static ScoredFrame frame(List<TrueObject> truth, Findings findings) {
    return frame(truth, Optional.empty(), findings);
  }

  private static ScoredFrame frame(
      List<TrueObject> truth, Optional<TrueClass> frameClass, Findings findings) {
    return new ScoredFrame(
        "f.jpg", WIDTH, HEIGHT, Optional.empty(), Optional.empty(), truth, frameClass, findings);
  }

  /** The masks of events have the figures of masks that were never text. */
  @ParameterizedTest
  @MethodSource("seeds")
  void masksAreThoseOfTheEvents(long seed) {
    Random random = new Random(seed);
    FrameScorer first = FrameScorer.of(EvaluationTask.MASKS);
    FrameScorer rest = FrameScorer.of(EvaluationTask.MASKS);
    CocoEvaluator expected = new CocoEvaluator(CocoTask.MASKS);
    for (int frames = 2; frames > 0; frames--) {
      List<RunLengthMask> objectMasks = new ArrayList<>();
      List<TrueObject> truth = new ArrayList<>();
      for (int o = random.nextInt(4); o > 0; o--) {
        RunLengthMask mask = mask(random);
        objectMasks.add(mask);
        truth.add(object(LABELS.get(random.nextInt(2)), mask));
      }
      List<RunLengthMask> masks = new ArrayList<>();
      List<Detection> found = new ArrayList<>();
      for (int d = random.nextInt(6); d > 0; d--) {
        RunLengthMask mask =
            objectMasks.isEmpty() || random.nextBoolean() ? mask(random) : objectMasks.get(0);
        String label = LABELS.get(random.nextInt(2));
        masks.add(mask);
        found.add(
            new Detection(label, LABELS.indexOf(label), random.nextInt(4) / 4.0, mask.box())
                .withMask(text(mask)));
      }
      ScoredFrame frame = frame(truth, new Boxes(found));
      (frames == 2 ? first : rest).add(frame);
      expected.add(new MaskFrame(frame, objectMasks, masks));
    }
    first.addAll(rest);

    assertThat(first.figures()).isEqualTo(expected.figures());
    assertThat(first.curves()).contains(expected.curves());
  }

  /** Counted pixel by pixel: covered by one class, by none, or by two, which does not count. */
  @ParameterizedTest
  @MethodSource("seeds")
  void regionsHaveTheIntersectionOverUnionOfTheirPixels(long seed) {
    Random random = new Random(seed);
    FrameScorer first = FrameScorer.of(EvaluationTask.REGIONS);
    FrameScorer rest = FrameScorer.of(EvaluationTask.REGIONS);
    Map<String, Integer> both = new HashMap<>();
    Map<String, Integer> any = new HashMap<>();
    Set<String> labels = new TreeSet<>();
    int right = 0;
    int all = 0;
    for (int frames = 2; frames > 0; frames--) {
      List<String> objectLabels = new ArrayList<>();
      List<RunLengthMask> objectMasks = new ArrayList<>();
      for (int o = random.nextInt(4); o > 0; o--) {
        objectLabels.add(LABELS.get(random.nextInt(3)));
        objectMasks.add(mask(random));
      }
      String[][] found = found(random);
      (frames == 2 ? first : rest)
          .add(
              frame(
                  IntStream.range(0, objectMasks.size())
                      .mapToObj(i -> object(objectLabels.get(i), objectMasks.get(i)))
                      .toList(),
                  regions(found)));
      for (int x = 0; x < WIDTH; x++) {
        for (int y = 0; y < HEIGHT; y++) {
          Set<String> covering = new TreeSet<>();
          for (int i = 0; i < objectMasks.size(); i++) {
            if (has(objectMasks.get(i), x, y)) {
              covering.add(objectLabels.get(i));
            }
          }
          if (covering.size() > 1) {
            continue;
          }
          String there = covering.isEmpty() ? "background" : covering.iterator().next();
          String seen = found[x][y];
          all++;
          labels.add(there);
          labels.add(seen);
          any.merge(there, 1, Integer::sum);
          if (there.equals(seen)) {
            right++;
            both.merge(there, 1, Integer::sum);
          } else {
            any.merge(seen, 1, Integer::sum);
          }
        }
      }
    }
    first.addAll(rest);

    Figures figures = first.figures();
    double sum = 0;
    for (String label : labels) {
      sum += (double) both.getOrDefault(label, 0) / any.get(label);
    }
    assertThat(figures.number("mIoU")).isCloseTo(sum / labels.size(), within(1e-12));
    assertThat(figures.number("pixelAccuracy")).isCloseTo((double) right / all, within(1e-12));
    assertThat(figures.classes())
        .extracting(Figures.OfClass::label)
        .containsExactlyElementsOf(labels);
  }

  private static boolean has(RunLengthMask mask, int x, int y) {
    int at = 0;
    boolean inside = false;
    for (int run : mask.runs()) {
      at += run;
      if (x * HEIGHT + y < at) {
        return inside;
      }
      inside = !inside;
    }
    return false;
  }

  private static String[][] found(Random random) {
    String[][] found = new String[WIDTH][HEIGHT];
    String label = "background";
    for (String[] column : found) {
      for (int y = 0; y < HEIGHT; y++) {
        if (random.nextInt(6) == 0) {
          label = random.nextInt(3) == 0 ? "background" : LABELS.get(random.nextInt(3));
        }
        column[y] = label;
      }
    }
    return found;
  }

  private static Regions regions(String[][] found) {
    List<Region> regions = new ArrayList<>();
    for (String label : LABELS) {
      RunLengthMask mask =
          RunLengthMask.ofPixels(HEIGHT, WIDTH, (x, y) -> found[x][y].equals(label));
      if (mask.area() > 0) {
        double share = mask.area() / (double) (HEIGHT * WIDTH);
        // Another model numbers the classes as it likes.
        regions.add(new Region(label, 10 - LABELS.indexOf(label), mask.area(), share, text(mask)));
      }
    }
    return new Regions(regions);
  }

  @Test
  void classesHaveTheSharesOfTheFirstAndOfTheFirstFive() {
    FrameScorer scorer = FrameScorer.of(EvaluationTask.CLASSES);
    scorer.add(classified("fox", "fox", "dog"));
    scorer.add(classified("fox", "dog", "fox"));
    FrameScorer rest = FrameScorer.of(EvaluationTask.CLASSES);
    rest.add(classified("dog", "a", "b", "c", "d", "e", "dog"));
    rest.add(classified("dog", "dog"));
    scorer.addAll(rest);

    assertThat(scorer.figures().numbers()).containsExactly(0.5, 0.75);
    assertThat(scorer.figures().classes())
        .containsExactly(new Figures.OfClass("dog", 2, 0.5), new Figures.OfClass("fox", 2, 0.5));
    assertThat(scorer.confusion().orElseThrow().labels()).containsExactly("a", "dog", "fox");
  }

  private static ScoredFrame classified(String truth, String... best) {
    List<ScoredClass> classes = new ArrayList<>();
    for (String label : best) {
      classes.add(new ScoredClass(label, label.hashCode(), 0.5 - 0.01 * classes.size()));
    }
    return frame(List.of(), Optional.of(new TrueClass(truth, 0)), new Classes(classes));
  }

  @Test
  void keypointsAreComparedByTheirSimilarity() {
    FrameScorer scorer = FrameScorer.of(EvaluationTask.KEYPOINTS);
    scorer.add(frame(List.of(person(2)), new Boxes(List.of(skeleton(0)))));
    scorer.add(frame(List.of(person(0)), new Boxes(List.of())));
    assertThat(scorer.figures().number("AP")).isCloseTo(1, within(1e-9));

    scorer.add(frame(List.of(person(2)), new Boxes(List.of(skeleton(90)))));
    assertThat(scorer.figures().number("AP")).isCloseTo(0.5, within(0.01));
  }

  private static TrueObject person(int visibility) {
    return new TrueObject("person", 1, BOX, Optional.of(16.0), Optional.empty(), false)
        .withKeypoints(
            Keypoint.PERSON.stream().map(name -> new TruePoint(name, 2, 3, visibility)).toList());
  }

  private static Detection skeleton(double shift) {
    return new Detection("person", 1, 0.9, BOX)
        .withKeypoints(
            Keypoint.PERSON.stream().map(name -> new Keypoint(name, 2 + shift, 3, 5)).toList());
  }

  @ParameterizedTest
  @EnumSource(EvaluationTask.class)
  void saysWhatAFrameLacks(EvaluationTask task) {
    TrueObject bare = new TrueObject("car", 0, BOX, Optional.empty(), Optional.empty(), false);
    Boxes boxes = new Boxes(List.of(new Detection("car", 0, 0.9, BOX)));
    ScoredFrame classes = frame(List.of(), new Classes(List.of(new ScoredClass("a", 1, 1))));
    switch (task) {
      case BOXES ->
          refuses(
              task,
              classes,
              "frame f.jpg has classes, and boxes are scored: expected --task classes");
      case MASKS -> {
        refuses(
            task, frame(List.of(bare), boxes), "an object of its ground truth, 'car', has no mask");
        refuses(task, frame(List.of(), boxes), "a detection, 'car', has no mask");
        refuses(task, inPart(boxes), "is a part of its camera's frame: expected a whole frame");
        refuses(
            task,
            frame(List.of(bare.withMask(new InstanceMask(List.of(3, 3), "9"))), boxes),
            "has no mask");
      }
      case KEYPOINTS -> {
        refuses(
            task,
            frame(List.of(bare), boxes),
            "an object of its ground truth, 'car', has no keypoints");
        refuses(
            task,
            frame(List.of(bare.withKeypoints(List.of(new TruePoint("tip", 1, 1, 2)))), boxes),
            "has the keypoints [tip]: expected COCO's [nose,");
      }
      case CLASSES -> {
        refuses(
            task,
            frame(List.of(), boxes),
            "has boxes, and classes are scored: expected --task boxes");
        refuses(task, classes, "its ground truth has no class");
      }
      case REGIONS -> {
        refuses(task, classes, "has classes, and regions are scored: expected --task classes");
        refuses(task, frame(List.of(bare), new Regions(List.of())), "'car', has no mask");
        InstanceMask small = text(RunLengthMask.ofPixels(3, 3, (x, y) -> true));
        refuses(
            task,
            frame(List.of(), new Regions(List.of(new Region("car", 1, 9, 1, small)))),
            "has 3 rows and 3 columns: expected 9 and 14");
      }
    }
  }

  private static ScoredFrame inPart(Findings findings) {
    return new ScoredFrame(
        "f.jpg",
        WIDTH,
        HEIGHT,
        Optional.empty(),
        Optional.of(new FrameView(1, 1, 1, 4, 4)),
        List.of(),
        Optional.empty(),
        findings);
  }

  private static void refuses(EvaluationTask task, ScoredFrame frame, String message) {
    assertThatThrownBy(() -> FrameScorer.of(task).add(frame))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageContaining(message);
  }
}
