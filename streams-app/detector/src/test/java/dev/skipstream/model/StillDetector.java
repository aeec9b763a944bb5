package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Collections;
import java.util.List;

/** Finds nothing, and takes its time; says whether it has been closed. */
final class StillDetector implements Detector {
  private final ModelIdentity model;
  private final Runnable work;
  private volatile boolean closed;

  /**
   * Creates a detector.
   *
   * @param work the action for each batch
   */
  StillDetector(ModelIdentity model, Runnable work) {
    this.model = model;
    this.work = work;
  }

  StillDetector(ModelIdentity model) {
    this(model, () -> {});
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
  public List<Findings> detect(List<Frame> frames) {
    work.run();
    return Collections.nCopies(frames.size(), new Boxes(List.of()));
  }

  @Override
  public void close() {
    closed = true;
  }
}
