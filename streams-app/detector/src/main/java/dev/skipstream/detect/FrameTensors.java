package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.skipstream.image.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The tensors that a program takes: the frames of a batch, and settings.
 *
 * <p>Threading: for one thread.
 */
final class FrameTensors {
  /** Grows to the largest batch seen; the tensor of a batch is a view of it. */
  private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

  /** Returns all frames' RGB bytes one after another, uint8; valid until the next batch. */
  NDArray pixels(NDManager manager, List<Frame> frames) {
    int bytes = frames.stream().mapToInt(frame -> frame.rgb().length).reduce(0, Math::addExact);
    if (pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes);
    }
    pixels.clear();
    frames.forEach(frame -> pixels.put(frame.rgb()));
    return manager.create(pixels.flip().slice(), new Shape(bytes), DataType.UINT8);
  }

  /** Returns the frames' sizes, int64 [N, 2], height and width. */
  static NDArray sizes(NDManager manager, List<Frame> frames) {
    long[] sizes =
        frames.stream()
            .flatMapToLong(frame -> LongStream.of(frame.height(), frame.width()))
            .toArray();
    return manager.create(sizes, new Shape(frames.size(), 2));
  }

  /** Returns a float64 tensor of each setting's numbers. */
  static Map<String, NDArray> settings(NDManager manager, SortedMap<String, List<Double>> numbers) {
    Map<String, NDArray> tensors = new TreeMap<>();
    numbers.forEach(
        (name, values) ->
            tensors.put(
                name, manager.create(values.stream().mapToDouble(Double::doubleValue).toArray())));
    return tensors;
  }
}
