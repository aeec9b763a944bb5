package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.SegmenterSettings;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network that gives each pixel a class. Its program returns {@code classes} int32 [N, H, W], the
 * class of each pixel of the resized frames.
 *
 * @param name of the other half
 */
record DjlSegmenter(String name) implements DjlArchitecture<SegmenterSettings> {
  private static final String CLASSES = "classes";

  /** The class that is no region where it has no label. */
  private static final int BACKGROUND = 0;

  @Override
  public Class<SegmenterSettings> settings() {
    return SegmenterSettings.class;
  }

  @Override
  public ResizedShape shapeOf(Frame frame, SegmenterSettings settings) {
    return ResizedShape.ofShorterSide(
        frame.height(), frame.width(), settings.minSize(), settings.maxSize());
  }

  @Override
  public Set<String> outputs() {
    return Set.of(CLASSES);
  }

  @Override
  public List<Findings> read(
      Map<String, NDArray> tensors, List<Frame> batch, Map<Integer, String> labels) {
    int[] classes = tensors.get(CLASSES).toIntArray();
    Shape shape = tensors.get(CLASSES).getShape();
    int height = Math.toIntExact(shape.get(1));
    int width = Math.toIntExact(shape.get(2));
    List<Findings> frames = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      ClassGrid grid = new ClassGrid(classes, i * height * width, height, width);
      frames.add(
          regions(
              grid.enlarged(
                  batch.get(i).height(),
                  batch.get(i).width(),
                  label -> label == BACKGROUND && !labels.containsKey(BACKGROUND)),
              labels));
    }
    return frames;
  }

  private static Regions regions(LabelMap map, Map<Integer, String> labels) {
    double pixels = (double) map.height() * map.width();
    List<Region> regions = new ArrayList<>();
    map.masks()
        .forEach(
            (classId, mask) ->
                regions.add(
                    new Region(
                        labels.getOrDefault(classId, "class-" + classId),
                        classId,
                        mask.area(),
                        share(mask, pixels),
                        mask.event())));
    return new Regions(regions);
  }

  /** Returns the share with six digits; a region is never as small as none. */
  private static double share(RunLengthMask mask, double pixels) {
    return Math.max(1, Math.round(mask.area() / pixels * 1e6)) / 1e6;
  }
}
