package dev.skipstream.stream;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Finds in each frame the text that its image was; takes as long as the test says. */
public final class ScriptedDetector implements Detector {
  public static final ModelIdentity MODEL = new ModelIdentity("scripted", 1, "sha256:00");

  private final ModelIdentity model;
  private final LongSupplier nanosPerBatch;
  private final Consumer<List<Frame>> beforeBatch;
  private final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();

  ScriptedDetector(
      ModelIdentity model, LongSupplier nanosPerBatch, Consumer<List<Frame>> beforeBatch) {
    this.model = model;
    this.nanosPerBatch = nanosPerBatch;
    this.beforeBatch = beforeBatch;
  }

  ScriptedDetector(ModelIdentity model, LongSupplier nanosPerBatch) {
    this(model, nanosPerBatch, frames -> {});
  }

  /** Creates a detector that calls a listener before each batch. */
  public ScriptedDetector(LongSupplier nanosPerBatch, Consumer<List<Frame>> beforeBatch) {
    this(MODEL, nanosPerBatch, beforeBatch);
  }

  public ScriptedDetector(LongSupplier nanosPerBatch) {
    this(MODEL, nanosPerBatch);
  }

  public ScriptedDetector(ModelIdentity model) {
    this(model, () -> 0);
  }

  public ScriptedDetector() {
    this(MODEL);
  }

  /** Returns the detections in an image of this text. */
  static List<Detection> detectionsOf(String text) {
    return List.of(new Detection(text, 1, 0.5, new BoundingBox(1, 2, 3, text.length())));
  }

  /** Sizes of the batches so far, warm-up included. */
  public List<Integer> batchSizes() {
    return List.copyOf(batchSizes);
  }

  @Override
  public ModelIdentity model() {
    return model;
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    batchSizes.add(frames.size());
    beforeBatch.accept(frames);
    long end = System.nanoTime() + nanosPerBatch.getAsLong();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return frames.stream().map(ScriptedFrames::textOf).map(ScriptedDetector::answer).toList();
  }

  @Override
  public void close() {}

  private static Findings answer(String text) {
    if (text.startsWith("poison")) {
      throw new DetectorException("the model fails on " + text, null);
    }
    if (text.startsWith("device")) {
      throw new DetectorException("CUDA error: device-side assert triggered", null);
    }
    return new Boxes(detectionsOf(text));
  }
}
