package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings the tensors of a result from a GPU to the host in one copy. Each copy waits for the
 * device, so a copy for each tensor would cost more than the numbers that it moves.
 */
final class HostTensors {
  private HostTensors() {}

  /** Returns the tensors as they are where they are on the host, and else copies of them. */
  static Map<String, NDArray> of(Map<String, NDArray> tensors) {
    return tensors.values().stream().anyMatch(tensor -> tensor.getDevice().isGpu())
        ? copied(tensors)
        : tensors;
  }

  /**
   * Returns copies on the host, with the same shapes, types and numbers.
   *
   * @param tensors float64, or of a type whose numbers float64 holds: integers below 2^53 do
   */
  static Map<String, NDArray> copied(Map<String, NDArray> tensors) {
    NDList flat = new NDList();
    tensors.values().forEach(tensor -> flat.add(tensor.toType(DataType.FLOAT64, false).flatten()));
    NDArray host = NDArrays.concat(flat).toDevice(Device.cpu(), /* copy= */ true);
    Map<String, NDArray> copies = new HashMap<>();
    long from = 0;
    for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
      NDArray tensor = entry.getValue();
      long to = from + tensor.size();
      copies.put(
          entry.getKey(),
          host.get(new NDIndex("{}:{}", from, to))
              .reshape(tensor.getShape())
              .toType(tensor.getDataType(), false));
      from = to;
    }
    return copies;
  }
}
