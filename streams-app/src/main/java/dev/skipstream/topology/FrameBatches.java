package dev.skipstream.topology;

import dev.skipstream.async.BatchFunction;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorFault;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * What the worker of one device does with a batch of frames.
 *
 * <p>Threading: the worker's thread only.
 */
final class FrameBatches implements BatchFunction<ResizedShape, Frame, FrameBatches.Inference> {

  /**
   * What a batch found in one of its frames.
   *
   * @param started when the batch left, on {@link System#nanoTime()}
   * @param finished when it was done
   */
  record Inference(ModelIdentity model, List<Detection> detections, long started, long finished) {}

  private final Detector detector;

  FrameBatches(Detector detector) {
    this.detector = detector;
  }

  @Override
  public List<Inference> run(ResizedShape shape, List<Frame> frames) {
    long started = System.nanoTime();
    List<List<Detection>> found = detector.detect(frames);
    long finished = System.nanoTime();
    List<Inference> inferences = new ArrayList<>(found.size());
    for (List<Detection> detections : found) {
      inferences.add(new Inference(detector.model(), detections, started, finished));
    }
    return inferences;
  }

  @Override
  public Fault classify(Throwable failure) {
    return switch (DetectorFault.of(failure)) {
      case FRAME -> Fault.ITEM;
      case OUT_OF_MEMORY -> Fault.OUT_OF_MEMORY;
      case DEVICE -> Fault.DEVICE;
    };
  }
}
