package dev.skipstream.registry.importer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: the header's length (8 bytes, little-endian), a JSON header that gives
 * each tensor's element type, shape and place, and the elements in row-major order.
 */
final class SafetensorsContainer implements TensorContainer {
  private static final int LARGEST_HEADER = 16 << 20;
  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Path file;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  /** A tensor as the header describes it; offsets count from the header's end. */
  private record Entry(
      @JsonProperty("dtype") String dtype,
      @JsonProperty("shape") List<Integer> shape,
      @JsonProperty("data_offsets") long[] offsets) {}

  SafetensorsContainer(Path file) throws IOException {
    this.file = file;
    byte[] header = header();
    long start = (long) Long.BYTES + header.length;
    long end = start;
    try {
      ObjectNode entries = JSON.readValue(header, ObjectNode.class);
      for (Map.Entry<String, JsonNode> entry : entries.properties()) {
        if (!entry.getKey().equals(METADATA)) {
          Entry place = JSON.treeToValue(entry.getValue(), Entry.class);
          add(entry.getKey(), place, start);
          end = Math.max(end, start + place.offsets()[1]);
        }
      }
    } catch (JsonProcessingException e) {
      throw new InvalidModelException(
          "its safetensors header is not the JSON it should be (%s); the file is damaged, fetch it again"
              .formatted(e.getOriginalMessage()),
          e);
    }
    if (end != Files.size(file)) {
      throw new InvalidModelException(
          "it has %d bytes: its header says %d; it is cut short or damaged, fetch it again"
              .formatted(Files.size(file), end));
    }
  }

  private byte[] header() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      long length =
          ByteBuffer.wrap(in.readNBytes(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 2 || length > Math.min(LARGEST_HEADER, Files.size(file) - Long.BYTES)) {
        throw new InvalidModelException(
            "its safetensors header claims %s bytes: expected at most %d and no more than the file has; it is damaged or cut short, fetch it again"
                .formatted(Long.toUnsignedString(length), LARGEST_HEADER));
      }
      return in.readNBytes((int) length);
    }
  }

  private void add(String name, Entry place, long start) {
    ElementType type =
        Arrays.stream(ElementType.values())
            .filter(candidate -> candidate.safetensors().equals(place.dtype()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidModelException(
                        "tensor %s is of type %s: expected F32, F16, BF16, F64, I8 or I64"
                            .formatted(name, place.dtype())));
    long[] offsets = place.offsets();
    if (place.shape() == null
        || place.shape().contains(null)
        || offsets == null
        || offsets.length != 2
        || offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] > Long.MAX_VALUE / 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s and offsets %s; the header is damaged, fetch the file again"
              .formatted(name, place.shape(), Arrays.toString(offsets)));
    }
    Storage storage = new Storage(type, name, (offsets[1] - offsets[0]) / type.bytes());
    StoredTensor tensor = StoredTensor.contiguous(storage, place.shape());
    if ((long) tensor.elements() * type.bytes() != offsets[1] - offsets[0]) {
      throw new InvalidModelException(
          "tensor %s of shape %s takes %d bytes: expected %d; the header is damaged, fetch the file again"
              .formatted(
                  name,
                  place.shape(),
                  offsets[1] - offsets[0],
                  (long) tensor.elements() * type.bytes()));
    }
    tensors.put(name, tensor);
    positions.put(name, start + offsets[0]);
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public InputStream open(Storage storage) throws IOException {
    return FileRegion.open(file, positions.get(storage.key()));
  }

  @Override
  public void close() {}
}
