package dev.skipstream.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The class of each pixel of an image, as runs in the order of {@link RunLengthMask}. As text, it
 * is one mask for each class.
 *
 * <p>Equal maps have equal runs: neighbours of one class are joined.
 *
 * <p>Threading: safe; never changes.
 */
public final class LabelMap {
  /** The label of a pixel without a class. */
  public static final int UNLABELLED = -1;

  private final int height;
  private final int width;
  private final int[] labels;
  private final int[] lengths;

  /** States the class of each pixel. */
  @FunctionalInterface
  public interface Labels {
    /**
     * Returns the class of the pixel in column x and row y, from 0, or {@link LabelMap#UNLABELLED}.
     */
    int at(int x, int y);
  }

  /** Takes the pixels that have one label in one map, and one in another. */
  @FunctionalInterface
  public interface PairTaker {
    /** Takes a number of pixels. */
    void take(int label, int otherLabel, int pixels);
  }

  private LabelMap(int height, int width, Runs runs) {
    this.height = height;
    this.width = width;
    this.labels = Arrays.copyOf(runs.labels, runs.count);
    this.lengths = Arrays.copyOf(runs.lengths, runs.count);
  }

  /** Joins neighbours of one class. */
  private static final class Runs {
    private int[] labels = new int[16];
    private int[] lengths = new int[16];
    private int count;

    void add(int label, int pixels) {
      if (pixels == 0) {
        return;
      }
      if (count > 0 && labels[count - 1] == label) {
        lengths[count - 1] += pixels;
        return;
      }
      if (count == labels.length) {
        labels = Arrays.copyOf(labels, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      labels[count] = label;
      lengths[count] = pixels;
      count++;
    }
  }

  /**
   * Returns the map of the classes that a caller states, one call a pixel.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @throws InvalidShapeException when a class is negative and not {@link #UNLABELLED}
   */
  public static LabelMap ofPixels(int height, int width, Labels labels) {
    var unused = RunLengthMask.pixels(height, width);
    Runs runs = new Runs();
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        runs.add(requireLabel(labels.at(x, y)), 1);
      }
    }
    return new LabelMap(height, width, runs);
  }

  private static int requireLabel(int label) {
    if (label < UNLABELLED) {
      throw new InvalidShapeException(
          "label is %d: expected a class, 0 or more, or %d for none".formatted(label, UNLABELLED));
    }
    return label;
  }

  /** The pixels of one run of a mask. */
  private record Stretch(int start, int end, int label) {}

  /**
   * Returns the map of one mask a class. Pixels in no mask are not labelled.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param masks the mask of each class
   * @throws InvalidShapeException when a class is negative, a mask is of another size, or two have
   *     a pixel in common
   */
  public static LabelMap ofMasks(int height, int width, Map<Integer, RunLengthMask> masks) {
    int pixels = RunLengthMask.pixels(height, width);
    List<Stretch> stretches = new ArrayList<>();
    masks.forEach(
        (label, mask) -> {
          if (label < 0) {
            throw new InvalidShapeException(
                "class of a mask is %d: expected 0 or more".formatted(label));
          }
          requireSize(label, mask, height, width);
          addStretches(mask.runs(), label, stretches);
        });
    stretches.sort(Comparator.comparingInt(Stretch::start));
    Runs runs = new Runs();
    int at = 0;
    int last = UNLABELLED;
    for (Stretch one : stretches) {
      if (one.start < at) {
        throw new InvalidShapeException(
            "the masks of classes %d and %d share the pixel in column %d and row %d: expected one class for each pixel"
                .formatted(last, one.label, one.start / height, one.start % height));
      }
      runs.add(UNLABELLED, one.start - at);
      runs.add(one.label, one.end - one.start);
      at = one.end;
      last = one.label;
    }
    runs.add(UNLABELLED, pixels - at);
    return new LabelMap(height, width, runs);
  }

  /** A pixel at which a mask begins or ends. */
  private record Edge(int pixel, int label, boolean begins) {}

  /**
   * Returns the map of masks of objects, which may overlap. A pixel has the class of the objects
   * that cover it. It is not labelled where objects of two classes cover it.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param masks the masks of the objects of each class
   * @param uncovered the class of pixels that no object covers
   * @throws InvalidShapeException when a class is negative, or a mask is of another size
   */
  public static LabelMap ofObjects(
      int height, int width, Map<Integer, List<RunLengthMask>> masks, int uncovered) {
    int pixels = RunLengthMask.pixels(height, width);
    List<Edge> edges = new ArrayList<>();
    masks.forEach(
        (label, ofClass) -> {
          for (RunLengthMask mask : ofClass) {
            requireSize(requireLabel(label), mask, height, width);
            List<Stretch> stretches = new ArrayList<>();
            addStretches(mask.runs(), label, stretches);
            for (Stretch one : stretches) {
              edges.add(new Edge(one.start, label, true));
              edges.add(new Edge(one.end, label, false));
            }
          }
        });
    edges.sort(Comparator.comparingInt(Edge::pixel));
    Runs runs = new Runs();
    Map<Integer, Integer> covering = new HashMap<>();
    int at = 0;
    for (Edge edge : edges) {
      runs.add(labelOf(covering, uncovered), edge.pixel - at);
      at = edge.pixel;
      covering.merge(edge.label, edge.begins ? 1 : -1, Integer::sum);
      covering.remove(edge.label, 0);
    }
    runs.add(labelOf(covering, uncovered), pixels - at);
    return new LabelMap(height, width, runs);
  }

  private static int labelOf(Map<Integer, Integer> covering, int uncovered) {
    return switch (covering.size()) {
      case 0 -> uncovered;
      case 1 -> covering.keySet().iterator().next();
      default -> UNLABELLED;
    };
  }

  private static void requireSize(int label, RunLengthMask mask, int height, int width) {
    if (mask.height() != height || mask.width() != width) {
      throw new InvalidShapeException(
          "the mask of class %d has %d rows and %d columns: expected %d and %d"
              .formatted(label, mask.height(), mask.width(), height, width));
    }
  }

  private static void addStretches(int[] runs, int label, List<Stretch> stretches) {
    int end = 0;
    for (int i = 0; i < runs.length; i++) {
      int start = end;
      end += runs[i];
      if (i % 2 == 1) {
        stretches.add(new Stretch(start, end, label));
      }
    }
  }

  /** Returns the rows of the image. */
  public int height() {
    return height;
  }

  /** Returns the columns of the image. */
  public int width() {
    return width;
  }

  /** Returns the number of pixels of each class that the map has. */
  public SortedMap<Integer, Integer> areas() {
    SortedMap<Integer, Integer> areas = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != UNLABELLED) {
        areas.merge(labels[i], lengths[i], Integer::sum);
      }
    }
    return areas;
  }

  /** Returns the mask of each class that the map has. */
  public SortedMap<Integer, RunLengthMask> masks() {
    SortedMap<Integer, RunLengthMask> masks = new TreeMap<>();
    for (int label : areas().keySet()) {
      RunBuilder runs = new RunBuilder();
      for (int i = 0; i < labels.length; i++) {
        runs.add(lengths[i], labels[i] == label);
      }
      masks.put(label, new RunLengthMask(height, width, runs.runs()));
    }
    return masks;
  }

  /**
   * Hands over all pixels with their labels in this map and in another one, {@link #UNLABELLED}
   * included. A pair of labels may come several times.
   *
   * @throws InvalidShapeException when the other map is of an image of another size
   */
  public void compare(LabelMap other, PairTaker taker) {
    if (height != other.height || width != other.width) {
      throw new InvalidShapeException(
          "label maps are of images of %d x %d and %d x %d pixels (rows x columns): expected one size"
              .formatted(height, width, other.height, other.width));
    }
    RunPairs pairs = new RunPairs(lengths, other.lengths);
    do {
      taker.take(labels[pairs.first()], other.labels[pairs.second()], pairs.length());
    } while (pairs.next());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelMap map
        && height == map.height
        && width == map.width
        && Arrays.equals(labels, map.labels)
        && Arrays.equals(lengths, map.lengths);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + 31 * Arrays.hashCode(labels) + Arrays.hashCode(lengths);
  }

  @Override
  public String toString() {
    return "label map of %d rows and %d columns, pixels by class: %s"
        .formatted(height, width, areas());
  }
}
