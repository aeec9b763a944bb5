package dev.skipstream.shape;

import java.util.Arrays;

/**
 * Fills a polygon with exactly the pixels that pycocotools gives it: COCO's files have polygons,
 * and its figures are those of these pixels.
 *
 * <p>The outline is drawn on a grid with five points per pixel, point by point along the longer
 * side of each edge. The outline crosses the middle of a column of pixels where its x steps over
 * that middle. The crossings of a column, from the top, are where the polygon begins and ends.
 *
 * <p>Threading: for one thread.
 */
final class PolygonFill {
  private static final int POINTS_PER_PIXEL = 5;

  /** The point of the grid on which the middle of the first column lies. */
  private static final int MIDDLE = POINTS_PER_PIXEL / 2;

  /** Pixels. A point farther outside is an error of the file, and its outline would be long. */
  private static final double FARTHEST = 1e6;

  private static final int LEAST_NUMBERS = 6;

  private final int height;
  private final int width;

  /** The pixels, in the order of the runs, before which the outline crosses their column. */
  private int[] crossings = new int[64];

  private int count;
  private boolean begun;
  private int lastX;
  private int lastY;

  private PolygonFill(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * Checks the points of a polygon.
   *
   * @param points x, y, x, y, … in pixels of the image
   * @throws InvalidShapeException that names the number
   */
  static void check(double[] points) {
    if (points.length < LEAST_NUMBERS || points.length % 2 != 0) {
      throw new InvalidShapeException(
          "a polygon has %d numbers: expected x and y of each point, and at least three points"
              .formatted(points.length));
    }
    for (int i = 0; i < points.length; i++) {
      if (!(Math.abs(points[i]) <= FARTHEST)) {
        throw new InvalidShapeException(
            "number %d of a polygon is %s: expected pixels of the image".formatted(i, points[i]));
      }
    }
  }

  /**
   * Returns the pixels of a polygon.
   *
   * @param points x, y, x, y, … in pixels of the image, checked; the last point is joined with the
   *     first
   */
  static RunLengthMask fill(int height, int width, double[] points) {
    PolygonFill fill = new PolygonFill(height, width);
    int corners = points.length / 2;
    int[] x = new int[corners];
    int[] y = new int[corners];
    for (int i = 0; i < corners; i++) {
      x[i] = gridPoint(points[2 * i]);
      y[i] = gridPoint(points[2 * i + 1]);
    }
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      fill.edge(x[i], y[i], x[next], y[next]);
    }
    return fill.mask();
  }

  /** Cuts towards 0 as C does: pycocotools' points left of the image depend on it. */
  private static int gridPoint(double pixels) {
    return (int) (POINTS_PER_PIXEL * pixels + 0.5);
  }

  private void edge(int fromX, int fromY, int toX, int toY) {
    int sideX = Math.abs(toX - fromX);
    int sideY = Math.abs(toY - fromY);
    boolean flat = sideX >= sideY;
    // Computed from its lower end on, so that two polygons that share an edge have equal points.
    boolean backwards = flat ? fromX > toX : fromY > toY;
    int x = backwards ? toX : fromX;
    int y = backwards ? toY : fromY;
    int endX = backwards ? fromX : toX;
    int endY = backwards ? fromY : toY;
    int steps = flat ? sideX : sideY;
    double slope = steps == 0 ? 0 : (flat ? endY - y : endX - x) / (double) steps;
    for (int i = 0; i <= steps; i++) {
      int step = backwards ? steps - i : i;
      if (flat) {
        point(x + step, (int) (y + slope * step + 0.5));
      } else {
        point((int) (x + slope * step + 0.5), y + step);
      }
    }
  }

  private void point(int x, int y) {
    if (begun && x != lastX) {
      cross(x < lastX ? x : x - 1, Math.min(y, lastY));
    }
    begun = true;
    lastX = x;
    lastY = y;
  }

  /** Notes a step of the outline from one x to the next one, if a column's middle is between. */
  private void cross(int lowerX, int y) {
    int column = (lowerX - MIDDLE) / POINTS_PER_PIXEL;
    if (lowerX < MIDDLE || (lowerX - MIDDLE) % POINTS_PER_PIXEL != 0 || column > width - 1) {
      return;
    }
    // The first row whose middle is not above the outline.
    int row = Math.floorDiv(y - MIDDLE + POINTS_PER_PIXEL - 1, POINTS_PER_PIXEL);
    if (count == crossings.length) {
      crossings = Arrays.copyOf(crossings, 2 * count);
    }
    crossings[count] = column * height + Math.max(0, Math.min(height, row));
    count++;
  }

  /** Crossings at one place in pairs leave no pixel between them. */
  private RunLengthMask mask() {
    Arrays.sort(crossings, 0, count);
    RunBuilder runs = new RunBuilder();
    int at = 0;
    boolean inside = false;
    for (int i = 0; i < count; i++) {
      runs.add(crossings[i] - at, inside);
      at = crossings[i];
      inside = !inside;
    }
    runs.add(height * width - at, inside);
    return new RunLengthMask(height, width, runs.runs());
  }
}
