package dev.skipstream.registry.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The registry's JSON: of its log, and of what service and client send each other. Readers ignore
 * fields that they do not know, and convert nothing: {@code "1"} is no number.
 */
public final class RegistryJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private RegistryJson() {}

  /** A value on one line. */
  public static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws UnreadableException when the text is not such a value; the message is for the author of
   *     the text
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads a part of a document.
   *
   * @throws UnreadableException when the part is not of this type
   */
  public static <T> T convert(JsonNode part, Class<T> type) {
    try {
      return JSON.treeToValue(part, type);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /** Returns the numbers of a record by the names that they have in JSON, each as a list. */
  public static SortedMap<String, List<Double>> numbers(Object record) {
    SortedMap<String, List<Double>> numbers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : JSON.valueToTree(record).properties()) {
      List<Double> values = new ArrayList<>();
      JsonNode value = field.getValue();
      for (JsonNode number : value.isArray() ? value : List.of(value)) {
        if (!number.isNumber()) {
          throw new IllegalStateException(
              "%s of %s is %s: expected numbers"
                  .formatted(field.getKey(), record.getClass().getSimpleName(), value));
        }
        values.add(number.doubleValue());
      }
      numbers.put(field.getKey(), List.copyOf(values));
    }
    return numbers;
  }

  private static UnreadableException unreadable(JsonProcessingException e) {
    // What a record's own rules refuse has said it better than Jackson does.
    String why =
        e.getCause() instanceof RuntimeException rule ? rule.getMessage() : e.getOriginalMessage();
    return new UnreadableException(why, e);
  }

  /** Text that is not JSON, or not of the form that it should have. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
