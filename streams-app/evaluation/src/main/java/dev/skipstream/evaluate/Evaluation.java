package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;

/**
 * All figures of a detector over some frames. Each frame is processed once and not kept.
 *
 * <p>Threading: for one thread.
 */
public final class Evaluation {
  private final CocoEvaluator coco = new CocoEvaluator();
  private final VocEvaluator voc = new VocEvaluator();
  private final ConfusionMatrix confusion;
  private final ErrorCounts errors;
  private final WorstFrames worst;
  private final Scores scores;
  private final boolean lenient;
  private long outside;

  /**
   * The minimum scores of detections, for the parts that do not count all of them.
   *
   * @param confusion the minimum score for the confusion matrix
   * @param errors the minimum score for the kinds of error, and for the frames with most errors
   */
  public record Scores(double confusion, double errors) {}

  /**
   * Creates an evaluation without frames.
   *
   * @param worstFrames the number of frames to keep of those with most errors
   */
  public Evaluation(Scores scores, int worstFrames) {
    this(scores, worstFrames, /* lenient= */ false);
  }

  /**
   * Creates an evaluation without frames.
   *
   * @param worstFrames the number of frames to keep of those with most errors
   * @param lenient true if boxes outside their frame count as any other, as in pycocotools
   */
  public Evaluation(Scores scores, int worstFrames, boolean lenient) {
    this.scores = scores;
    this.lenient = lenient;
    confusion = new ConfusionMatrix(scores.confusion());
    errors = new ErrorCounts(scores.errors());
    worst = new WorstFrames(worstFrames);
  }

  /**
   * Adds a frame.
   *
   * @throws UnfitInputException when a box has nothing in common with the frame, and that is not to
   *     be counted
   */
  public void add(ScoredFrame frame) {
    for (TrueObject object : frame.truth()) {
      check(frame, object.box(), "ground truth");
    }
    for (Detection detection : frame.found()) {
      check(frame, detection.box(), "detections");
    }
    // Sorted once: each of these sorts too, which is quick where it is done.
    ScoredFrame best = frame.bestFirst();
    coco.add(best);
    voc.add(best.truth(), best.found());
    confusion.add(best.truth(), best.found());
    FrameJudgement judgement = FrameJudgement.of(best.truth(), best.found(), scores.errors());
    errors.add(judgement);
    worst.add(frame, judgement);
  }

  /** Adds the frames of another, after those that are here. */
  void addAll(Evaluation other) {
    coco.addAll(other.coco);
    voc.addAll(other.voc);
    confusion.addAll(other.confusion);
    errors.addAll(other.errors);
    worst.addAll(other.worst);
    outside += other.outside;
  }

  /** Boxes that have nothing in common with their frame, and were counted. */
  public long boxesOutside() {
    return outside;
  }

  private void check(ScoredFrame frame, BoundingBox box, String of) {
    boolean known = frame.width() > 0 && frame.height() > 0;
    boolean isOutside =
        box.x() >= frame.width()
            || box.y() >= frame.height()
            || box.x() + box.width() < 0
            || box.y() + box.height() < 0;
    if (!known || !isOutside) {
      return;
    }
    outside++;
    if (!lenient) {
      throw new UnfitInputException(
          "frame %s is %d x %d pixels, and a box of its %s lies outside of it: x=%s y=%s width=%s height=%s; expected pixels of the original image, from its top left corner. --lenient counts such boxes, as pycocotools does"
              .formatted(
                  frame.name(),
                  frame.width(),
                  frame.height(),
                  of,
                  box.x(),
                  box.y(),
                  box.width(),
                  box.height()));
    }
  }

  /** COCO's figures over all frames that were added. */
  public CocoMetrics metrics() {
    return coco.metrics();
  }

  /** Pascal VOC's figures. */
  public VocMetrics voc() {
    return voc.metrics();
  }

  /** The precision at each recall. */
  public PrecisionCurves curves() {
    return coco.curves();
  }

  /** Returns the confusion matrix. */
  public ConfusionMatrix.Table confusion() {
    return confusion.table();
  }

  /** The kinds of error. */
  public ErrorCounts.Table errors() {
    return errors.table();
  }

  /** The frames with most errors, worst first. */
  public WorstFrames worst() {
    return worst;
  }
}
