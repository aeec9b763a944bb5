package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ground truth of a camera's frame, for an image that shows a part of the frame. An object that
 * the edge of the image cuts keeps its part inside. With less than half of its box inside, it is
 * neither missed nor a reason for a wrong detection, as a crowd.
 */
final class ViewedTruth {
  /** The share of a box from which on its object is expected to be found. */
  private static final double EXPECTED = 0.5;

  private ViewedTruth() {}

  /** Returns the objects that the image shows, with their visible parts. */
  static List<TrueObject> in(FrameView view, List<TrueObject> objects) {
    double right = view.x() + view.width() / view.scale();
    double bottom = view.y() + view.height() / view.scale();
    return objects.stream()
        .flatMap(object -> inside(object, view.x(), view.y(), right, bottom))
        .toList();
  }

  private static Stream<TrueObject> inside(
      TrueObject object, double left, double top, double right, double bottom) {
    BoundingBox box = object.box();
    double x = Math.max(box.x(), left);
    double y = Math.max(box.y(), top);
    double width = Math.min(box.x() + box.width(), right) - x;
    double height = Math.min(box.y() + box.height(), bottom) - y;
    if (width <= 0 || height <= 0) {
      return Stream.empty();
    }
    double share = width * height / (box.width() * box.height());
    if (share >= 1) {
      return Stream.of(object);
    }
    Optional<Double> area = object.area().map(pixels -> pixels * share);
    return Stream.of(
        new TrueObject(
            object.label(),
            object.classId(),
            new BoundingBox(x, y, width, height),
            area,
            object.occlusion(),
            object.crowd() || share < EXPECTED,
            object.track()));
  }
}
