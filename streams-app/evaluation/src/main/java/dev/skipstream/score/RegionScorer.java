package dev.skipstream.score;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluate.segmentation.SegmentationEvaluator;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores the classes of pixels. In the ground truth, a pixel has the class of the objects that
 * cover it. A pixel that objects of two classes cover is not scored, and one that none covers is
 * background.
 */
final class RegionScorer implements FrameScorer {
  private static final int BACKGROUND = 0;
  private static final String BACKGROUND_NAME = "background";

  private final SegmentationEvaluator evaluator = new SegmentationEvaluator();

  /** The classes of one frame by numbers, from the background's on. */
  private static final class Numbers {
    private final Map<String, Integer> byName = new HashMap<>(Map.of(BACKGROUND_NAME, BACKGROUND));

    int of(String label) {
      return byName.computeIfAbsent(label, any -> byName.size());
    }

    Map<Integer, String> names() {
      Map<Integer, String> names = new HashMap<>();
      byName.forEach((name, number) -> names.put(number, name));
      return names;
    }
  }

  @Override
  public void add(ScoredFrame frame) {
    if (!(frame.findings() instanceof Regions found)) {
      throw frame.unfit(EvaluationTask.REGIONS.toString());
    }
    if (frame.view().isPresent()) {
      throw new UnfitInputException(
          "frame %s is a part of its camera's frame: expected a whole frame, for regions"
              .formatted(frame.name()));
    }
    Numbers numbers = new Numbers();
    try {
      LabelMap there = truth(frame, numbers);
      LabelMap seen = map(found, frame.height(), frame.width(), numbers);
      evaluator.add(frame.name(), there, seen, numbers.names());
    } catch (InvalidShapeException e) {
      throw new UnfitInputException("frame %s: %s".formatted(frame.name(), e.getMessage()));
    }
  }

  private static LabelMap truth(ScoredFrame frame, Numbers numbers) {
    Map<Integer, List<RunLengthMask>> masks = new HashMap<>();
    for (TrueObject object : frame.truth()) {
      masks
          .computeIfAbsent(numbers.of(object.label()), any -> new ArrayList<>())
          .add(ObjectScorer.mask(frame, object));
    }
    return LabelMap.ofObjects(frame.height(), frame.width(), masks, BACKGROUND);
  }

  private static LabelMap map(Regions found, int height, int width, Numbers numbers) {
    Map<Integer, List<RunLengthMask>> masks = new HashMap<>();
    for (Region region : found.regions()) {
      masks
          .computeIfAbsent(numbers.of(region.label()), any -> new ArrayList<>())
          .add(RunLengthMask.of(region.mask()));
    }
    return LabelMap.ofObjects(height, width, masks, BACKGROUND);
  }

  @Override
  public void addAll(FrameScorer other) {
    evaluator.addAll(((RegionScorer) other).evaluator);
  }

  @Override
  public Figures figures() {
    return evaluator.metrics();
  }
}
