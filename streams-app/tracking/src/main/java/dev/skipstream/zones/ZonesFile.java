package dev.skipstream.zones;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A YAML file with the lines and zones of cameras, under the key {@value #LIST}. Unknown keys,
 * wrong types, two rules of one name and polygons that intersect themselves are errors of one line,
 * with file, camera, rule and the vertices at fault.
 */
public final class ZonesFile {
  /** The most bytes of a file: it is one record of a topic. */
  public static final int MOST_BYTES = 256 << 10;

  private static final String LIST = "cameras";
  private static final String FROM = "from";

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ZonesFile() {}

  /**
   * Reads the rules of cameras.
   *
   * @return the cameras in the order of the file; none where its list is empty
   * @throws ZonesException when the file cannot be read or is unfit
   */
  public static List<CameraRules> read(Path file) {
    return parse(file.toString(), text(file)).cameras();
  }

  /**
   * Returns the content of a file.
   *
   * @throws ZonesException when the file cannot be read, or is longer than {@value #MOST_BYTES}
   *     bytes
   */
  public static String text(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new ZonesException(
            "%s has %d bytes: expected %d at most".formatted(file, bytes, MOST_BYTES));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ZonesException("%s: there is no such file".formatted(file));
    } catch (MalformedInputException e) {
      throw new ZonesException("%s is not UTF-8: expected a YAML file".formatted(file));
    } catch (IOException e) {
      throw new ZonesException("%s cannot be read: %s".formatted(file, e));
    }
  }

  /**
   * Returns the rules of a content.
   *
   * @param place of the content, for messages
   * @throws ZonesException when the content is unfit
   */
  public static RuleSet parse(String place, String yaml) {
    RuleEntry root = new RuleEntry(place, tree(place, yaml));
    root.requireKeys(List.of(LIST, FROM));
    List<CameraRules> cameras = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RuleEntry entry : root.entries(LIST, "camera")) {
      CameraRules rules = entry.camera();
      if (!names.add(rules.camera())) {
        throw entry.bad("the file has this camera twice: expected it once");
      }
      cameras.add(rules);
    }
    if (!root.keys().has(LIST)) {
      throw root.bad("expected '%s:' and below it a list of cameras".formatted(LIST));
    }
    return new RuleSet(root.time(FROM), cameras);
  }

  private static JsonNode tree(String place, String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ZonesException(
          at == null
              ? "%s is not YAML".formatted(place)
              : "%s, line %d, column %d: expected YAML, with each key once and one document"
                  .formatted(place, at.getLineNr(), at.getColumnNr()));
    }
  }
}
