package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostTensorsTest {

  @Test
  void aCopyHasTheNamesShapesTypesAndNumbers() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put(
          "boxes", manager.create(new float[] {0.1f, -2e-30f, 3e7f, 4}, new Shape(1, 2, 2)));
      tensors.put("labels", manager.create(new long[] {91, (1L << 53) - 1}, new Shape(1, 2)));
      tensors.put("none", manager.create(new float[0], new Shape(1, 0, 4)));
      tensors.put("masks", manager.create(new byte[] {0, 127, -1}, new Shape(3)));

      Map<String, NDArray> copies = HostTensors.copied(tensors);

      assertThat(copies).containsOnlyKeys("boxes", "labels", "none", "masks");
      assertThat(copies.get("boxes").toFloatArray()).containsExactly(0.1f, -2e-30f, 3e7f, 4);
      assertThat(copies.get("labels").toLongArray()).containsExactly(91, (1L << 53) - 1);
      assertThat(copies.get("masks").toByteArray()).containsExactly(0, 127, -1);
      tensors.forEach(
          (name, tensor) -> assertThat(copies.get(name).getShape()).isEqualTo(tensor.getShape()));
    }
  }

  @Test
  void tensorsOnTheHostAreNotCopied() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> tensors = Map.of("counts", manager.create(new long[] {2}));

      assertThat(HostTensors.of(tensors)).isSameAs(tensors);
    }
  }
}
