package dev.skipstream.camera.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.source.SourceException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A YAML file with a list of cameras, under the key {@value #LIST}. Unknown keys, wrong types and
 * two cameras of one name are errors of one line: with file, camera and key, never with a value
 * that may contain a password.
 */
public final class CamerasFile {
  private static final String LIST = "cameras";

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private CamerasFile() {}

  /**
   * Reads the settings of cameras. Relative paths in the file begin at its folder.
   *
   * @return at least one camera, in the order of the file
   * @throws SourceException when the file cannot be read or is unfit; one line
   */
  public static List<CameraSettings> read(Path file) {
    return parse(file, text(file));
  }

  /** Returns the content of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new SourceException("%s: there is no such file".formatted(file));
    } catch (MalformedInputException e) {
      throw new SourceException("%s is not UTF-8: expected a YAML file".formatted(file));
    } catch (IOException e) {
      throw new SourceException("%s cannot be read: %s".formatted(file, e));
    }
  }

  /** Returns the cameras of a content. */
  static List<CameraSettings> parse(Path file, String yaml) {
    JsonNode root = tree(file, yaml);
    if (!root.isObject() || !root.path(LIST).isArray() || root.path(LIST).isEmpty()) {
      throw new SourceException(
          "%s: expected '%s:' and below it a list of cameras, each with '- name:' and 'url:'"
              .formatted(file, LIST));
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(LIST)) {
        throw new SourceException(
            "%s: '%s' is no key: expected %s".formatted(file, entry.getKey(), LIST));
      }
    }
    List<CameraSettings> cameras = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode entry : root.get(LIST)) {
      CameraSettings camera = CameraEntry.of(file, cameras.size() + 1, entry).settings();
      if (!names.add(camera.name())) {
        throw new SourceException(
            "%s: two cameras have the name %s: expected a name for each"
                .formatted(file, camera.name()));
      }
      cameras.add(camera);
    }
    return cameras;
  }

  private static JsonNode tree(Path file, String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the line, which may contain a password.
      JsonLocation at = e.getLocation();
      throw new SourceException(
          at == null
              ? "%s is not YAML".formatted(file)
              : "%s, line %d, column %d: expected YAML, with each key once and one document"
                  .formatted(file, at.getLineNr(), at.getColumnNr()));
    }
  }
}
