package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.Arrays;
import java.util.List;

/**
 * The place of a tensor's elements: element {@code (i, j, …)} is number {@code offset + i *
 * strides[0] + j * strides[1] + …} of the storage.
 *
 * @param shape sizes; empty for a scalar
 * @param strides elements from one index to the next, for each dimension
 * @param negated true if the elements are the negatives of the stored numbers
 */
record StoredTensor(
    Storage storage, long offset, List<Integer> shape, List<Integer> strides, boolean negated) {

  /**
   * A run of elements in a checkpoint.
   *
   * @param key the storage's name in its container
   */
  record Storage(ElementType type, String key, long elements) {

    Storage {
      StateDict.requireName(key);
      if (elements < 0 || elements > Integer.MAX_VALUE / type.bytes()) {
        throw new InvalidModelException(
            "storage %s has %d elements: expected less than 2 GiB".formatted(key, elements));
      }
    }

    int bytes() {
      return Math.toIntExact(elements * type.bytes());
    }
  }

  /**
   * Elements of the largest tensor that is read; the largest of a network, VGG's, has 103 million.
   */
  private static final int LARGEST = 1 << 27;

  StoredTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (!fits(storage, offset, shape, strides)) {
      throw new InvalidModelException(
          "a tensor of shape %s, strides %s and offset %d does not fit into storage %s of %d elements; the file is damaged"
              .formatted(shape, strides, offset, storage.key(), storage.elements()));
    }
  }

  /** Makes a tensor whose elements are the stored numbers. */
  StoredTensor(Storage storage, long offset, List<Integer> shape, List<Integer> strides) {
    this(storage, offset, shape, strides, false);
  }

  private static boolean fits(
      Storage storage, long offset, List<Integer> shape, List<Integer> strides) {
    if (offset < 0 || shape.size() != strides.size()) {
      return false;
    }
    long last = offset;
    long elements = 1;
    for (int i = 0; i < shape.size(); i++) {
      int size = shape.get(i);
      if (size < 0 || strides.get(i) < 0) {
        return false;
      }
      elements *= size;
      last += (size - 1L) * strides.get(i);
      if (elements > Integer.MAX_VALUE || (elements > 0 && last >= storage.elements())) {
        return false;
      }
    }
    return elements == 0 || last < storage.elements();
  }

  /** A tensor that is all of a storage, its elements in row-major order. */
  static StoredTensor contiguous(Storage storage, List<Integer> shape) {
    return new StoredTensor(storage, 0, shape, rowMajor(shape));
  }

  static List<Integer> rowMajor(List<Integer> shape) {
    Integer[] strides = new Integer[shape.size()];
    int stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.get(i);
    }
    return Arrays.asList(strides);
  }

  /**
   * Counts the elements of the storage from the tensor's first to its last.
   *
   * @throws InvalidModelException when there are more than a tensor of a detector has
   */
  int extent() {
    if (elements() == 0) {
      return 0;
    }
    long extent = 1;
    for (int i = 0; i < shape.size(); i++) {
      extent += (shape.get(i) - 1L) * strides.get(i);
    }
    if (Math.max(extent, elements()) > LARGEST) {
      throw new InvalidModelException(
          "a tensor of shape %s spans %d elements of storage %s: expected %d at most"
              .formatted(shape, extent, storage.key(), LARGEST));
    }
    return (int) extent;
  }

  int elements() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  /**
   * Gathers the elements in row-major order.
   *
   * @param spanned the elements of the storage from the tensor's first to its last; changed and
   *     returned itself where it is the tensor
   */
  float[] gather(float[] spanned) {
    float[] gathered = inRowMajorOrder(spanned);
    if (negated) {
      for (int i = 0; i < gathered.length; i++) {
        gathered[i] = -gathered[i];
      }
    }
    return gathered;
  }

  private float[] inRowMajorOrder(float[] spanned) {
    int elements = elements();
    if (spanned.length == elements && strides.equals(rowMajor(shape))) {
      return spanned;
    }
    float[] gathered = new float[elements];
    int[] index = new int[shape.size()];
    int from = 0;
    for (int i = 0; i < elements; i++) {
      gathered[i] = spanned[from];
      for (int d = index.length - 1; d >= 0; d--) {
        from += strides.get(d);
        if (++index[d] < shape.get(d)) {
          break;
        }
        from -= index[d] * strides.get(d);
        index[d] = 0;
      }
    }
    return gathered;
  }
}
