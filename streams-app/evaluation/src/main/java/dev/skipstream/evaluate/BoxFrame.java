package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;

/** A frame whose boxes are compared. */
record BoxFrame(List<TrueObject> truth, List<Detection> found, double[] ranking)
    implements CocoFrame {

  @Override
  public CocoTask task() {
    return CocoTask.BOXES;
  }

  @Override
  public double objectArea(int object) {
    return Overlap.areaOf(truth.get(object));
  }

  @Override
  public double detectionArea(int detection) {
    return Overlap.areaOf(found.get(detection).box());
  }

  @Override
  public double similarity(int detection, int object) {
    return Overlap.of(found.get(detection).box(), truth.get(object));
  }
}
