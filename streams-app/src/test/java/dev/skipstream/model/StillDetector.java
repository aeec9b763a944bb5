package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Finds nothing, in a given time; says whether it has been closed. */
final class StillDetector implements Detector {
  private final ModelIdentity model;
  private final long nanosPerBatch;
  private volatile boolean closed;

  StillDetector(ModelIdentity model, long nanosPerBatch) {
    this.model = model;
    this.nanosPerBatch = nanosPerBatch;
  }

  StillDetector(ModelIdentity model) {
    this(model, 0);
  }

  boolean isClosed() {
    return closed;
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
  public List<List<Detection>> detect(List<Frame> frames) {
    LockSupport.parkNanos(nanosPerBatch);
    return Collections.nCopies(frames.size(), List.of());
  }

  @Override
  public void close() {
    closed = true;
  }
}
