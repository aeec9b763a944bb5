package dev.skipstream.score;

import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.KeypointFrame;
import dev.skipstream.evaluate.MaskFrame;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.event.TruePoint;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Scores boxes, masks or keypoints of objects by COCO's protocol. */
final class ObjectScorer implements FrameScorer {
  private final CocoTask task;
  private final CocoEvaluator evaluator;

  ObjectScorer(CocoTask task) {
    this.task = task;
    this.evaluator = new CocoEvaluator(task);
  }

  @Override
  public void add(ScoredFrame frame) {
    try {
      switch (task) {
        case BOXES -> evaluator.add(frame);
        case MASKS -> evaluator.add(masks(frame));
        case KEYPOINTS -> evaluator.add(keypoints(frame));
      }
    } catch (InvalidShapeException e) {
      throw new UnfitInputException("frame %s: %s".formatted(frame.name(), e.getMessage()));
    }
  }

  private static MaskFrame masks(ScoredFrame frame) {
    if (frame.view().isPresent()) {
      // The masks of the ground truth are in pixels of the camera's frame, those found in others.
      throw new UnfitInputException(
          "frame %s is a part of its camera's frame: expected a whole frame, for masks"
              .formatted(frame.name()));
    }
    List<RunLengthMask> truth = frame.truth().stream().map(object -> mask(frame, object)).toList();
    List<RunLengthMask> found =
        frame.found().stream().map(detection -> mask(frame, detection)).toList();
    return new MaskFrame(frame, truth, found);
  }

  /** Returns the mask of an object of the ground truth. */
  static RunLengthMask mask(ScoredFrame frame, TrueObject object) {
    return RunLengthMask.of(
        object
            .mask()
            .orElseThrow(
                () -> lacks(frame, "an object of its ground truth", object.label(), "mask")));
  }

  private static RunLengthMask mask(ScoredFrame frame, Detection detection) {
    return RunLengthMask.of(
        detection.mask().orElseThrow(() -> lacks(frame, "a detection", detection.label(), "mask")));
  }

  private static UnfitInputException lacks(
      ScoredFrame frame, String what, String label, String shape) {
    return new UnfitInputException(
        "frame %s: %s, '%s', has no %s: expected one for each; publish the data set with --task, and use a model that finds them"
            .formatted(frame.name(), what, label, shape));
  }

  private static KeypointFrame keypoints(ScoredFrame frame) {
    List<Keypoints> truth = frame.truth().stream().map(object -> points(frame, object)).toList();
    List<Keypoints> found =
        frame.found().stream().map(detection -> points(frame, detection)).toList();
    return new KeypointFrame(frame, truth, found);
  }

  private static Keypoints points(ScoredFrame frame, TrueObject object) {
    List<TruePoint> points =
        object
            .keypoints()
            .orElseThrow(
                () -> lacks(frame, "an object of its ground truth", object.label(), "keypoints"));
    requireNames(frame, points.stream().map(TruePoint::name).toList());
    return Keypoints.of(
        points.stream()
            .flatMapToDouble(point -> DoubleStream.of(point.x(), point.y(), point.visibility()))
            .toArray());
  }

  private static Keypoints points(ScoredFrame frame, Detection detection) {
    List<Keypoint> points =
        detection
            .keypoints()
            .orElseThrow(() -> lacks(frame, "a detection", detection.label(), "keypoints"));
    requireNames(frame, points.stream().map(Keypoint::name).toList());
    return Keypoints.of(
        points.stream()
            .flatMapToDouble(point -> DoubleStream.of(point.x(), point.y(), point.score()))
            .toArray());
  }

  private static void requireNames(ScoredFrame frame, List<String> names) {
    if (!names.equals(Keypoint.PERSON)) {
      throw new UnfitInputException(
          "frame %s has the keypoints %s: expected COCO's %s"
              .formatted(frame.name(), names, Keypoint.PERSON));
    }
  }

  @Override
  public void addAll(FrameScorer other) {
    evaluator.addAll(((ObjectScorer) other).evaluator);
  }

  @Override
  public Figures figures() {
    return evaluator.figures();
  }

  @Override
  public Optional<PrecisionCurves> curves() {
    return Optional.of(evaluator.curves());
  }
}
