package dev.skipstream.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart with a file of values, as Helm lints and renders it. */
final class Chart {
  static final Path SOURCE = Path.of("..", "charts", "skipstream");

  /** The name of the release. */
  static final String RELEASE = "lobby";

  /** The oldest version that the chart accepts. */
  private static final String KUBERNETES = "1.28.0";

  private static final String VALUES = "values.yaml";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Path values;

  private Chart(Path folder, Path values) {
    this.folder = folder;
    this.values = values;
  }

  /**
   * The chart with values.
   *
   * @param folder for temporary files
   * @param values YAML
   */
  static Chart with(Path folder, String values) throws IOException {
    Path file = Files.createDirectories(folder).resolve("given-values.yaml");
    return new Chart(folder, Files.writeString(file, values));
  }

  /**
   * The chart with a file of values of its folder {@code ci}.
   *
   * @param folder for temporary files
   */
  static Chart withFile(Path folder, String file) {
    return new Chart(folder, SOURCE.resolve("ci").resolve(file));
  }

  /** Returns the names of the files of values in the folder {@code ci}. */
  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(SOURCE.resolve("ci"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * Lints a copy of the chart. Helm's library has no option for values here, so they are merged
   * into those of the copy by Helm's rule: maps are merged, and all else is replaced.
   */
  LintResult lint() throws IOException {
    Path copy = Files.createDirectories(folder).resolve("skipstream");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(SOURCE.relativize(file).toString()));
      }
    }
    Map<String, Object> merged = read(Files.readString(SOURCE.resolve(VALUES)));
    merge(merged, read(Files.readString(values)));
    Files.writeString(copy.resolve(VALUES), new Yaml().dump(merged));
    return new Helm(copy).lint().strict().call();
  }

  private static void merge(Map<String, Object> into, Map<String, Object> from) {
    from.forEach(
        (key, value) -> {
          if (value instanceof Map && into.get(key) instanceof Map) {
            merge(map(into.get(key)), map(value));
          } else {
            into.put(key, value);
          }
        });
  }

  /** Reads one document of YAML. */
  static Map<String, Object> read(String yaml) {
    Map<String, Object> read = yaml().load(yaml);
    return read == null ? new LinkedHashMap<>() : read;
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(options));
  }

  @SuppressWarnings("unchecked") // YAML has no types
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /**
   * Renders the chart.
   *
   * @throws IllegalStateException when Helm rejects the values; the message is Helm's
   */
  List<JsonNode> objects() {
    String rendered =
        new Helm(SOURCE)
            .template()
            .withName(RELEASE)
            .withNamespace("detection")
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values)
            .call();
    List<JsonNode> objects = new ArrayList<>();
    for (Object document : yaml().loadAll(rendered)) {
      if (document != null) {
        objects.add(JSON.valueToTree(document));
      }
    }
    return objects;
  }
}
