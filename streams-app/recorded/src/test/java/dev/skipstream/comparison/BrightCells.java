package dev.skipstream.comparison;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;

/**
 * Finds one cell in a white frame, and, where told so, in a black one.
 *
 * @param darkToo find the cell in a black frame as well
 */
record BrightCells(ModelIdentity model, boolean darkToo) implements Detector {
  static final BoundingBox BOX = new BoundingBox(8, 8, 32, 32);

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    return frames.stream()
        .<Findings>map(
            frame ->
                darkToo || frame.rgb()[0] != 0
                    ? new Boxes(List.of(new Detection("RBC", 1, 0.9, BOX)))
                    : new Boxes(List.of()))
        .toList();
  }

  @Override
  public void close() {}
}
