package dev.skipstream.registry.importer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The safetensors format: the header's length (8 bytes, little-endian), a JSON header that gives
 * each tensor's element type, shape and place, and the elements in row-major order.
 */
final class SafetensorsContainer implements TensorContainer {
  private static final int LARGEST_HEADER = 4 << 20;
  private static final int MOST_DIMENSIONS = 16;
  private static final String METADATA = "__metadata__";

  /** Converts nothing: a size of 1.5 or of "3" is none. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path file;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  /** A tensor as the header describes it; offsets count from the header's end. */
  private record Entry(
      @JsonProperty("dtype") String dtype,
      @JsonProperty("shape") List<Integer> shape,
      @JsonProperty("data_offsets") long[] offsets) {}

  SafetensorsContainer(Path file, Optional<String> entry) throws IOException {
    this.file = file;
    StateDict.requireNoEntry(entry);
    byte[] header = header();
    long start = (long) Long.BYTES + header.length;
    long end = start;
    try (JsonParser json = JSON.createParser(header)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "expected an object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals(METADATA)) {
          json.skipChildren();
        } else {
          StateDict.requireName(name);
          Entry place = JSON.readValue(json, Entry.class);
          require(place != null, "tensor %s is null".formatted(name));
          add(name, place, start);
          end = Math.max(end, start + place.offsets()[1]);
        }
      }
      require(json.nextToken() == null, "there is more after its end");
    } catch (JsonProcessingException e) {
      throw damagedHeader(e.getOriginalMessage(), e);
    }
    if (end != Files.size(file)) {
      throw new InvalidModelException(
          "it has %d bytes: its header says %d; it is cut short or damaged, fetch it again"
              .formatted(Files.size(file), end));
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw damagedHeader(otherwise, null);
    }
  }

  private static InvalidModelException damagedHeader(String why, Throwable cause) {
    return new InvalidModelException(
        "its safetensors header is not the JSON it should be (%s); the file is damaged, fetch it again"
            .formatted(Shown.text(why)),
        cause);
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
                        "tensor %s is of type %s: expected one of %s"
                            .formatted(
                                name,
                                Shown.value(place.dtype()),
                                Arrays.stream(ElementType.values())
                                    .map(ElementType::safetensors)
                                    .collect(Collectors.joining(", ")))));
    long[] offsets = place.offsets();
    if (place.shape() == null
        || place.shape().size() > MOST_DIMENSIONS
        || place.shape().stream().anyMatch(size -> size == null || size < 0)
        || offsets == null
        || offsets.length != 2
        || offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] > Long.MAX_VALUE / 2) {
      throw new InvalidModelException(
          "tensor %s has shape %s and data_offsets %s: expected up to %d sizes, and where its bytes begin and end; the header is damaged, fetch the file again"
              .formatted(
                  name,
                  Shown.text(String.valueOf(place.shape())),
                  Shown.text(Arrays.toString(offsets)),
                  MOST_DIMENSIONS));
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
  public StateDict stateDict() {
    return StateDict.alone(tensors);
  }

  @Override
  public InputStream open(Storage storage, long element) throws IOException {
    return FileRegion.open(file, positions.get(storage.key()) + element * storage.type().bytes());
  }

  @Override
  public void close() {}
}
