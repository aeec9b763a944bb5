package dev.skipstream.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.track.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesFileTest {
  @TempDir private Path folder;

  @Test
  void readsLinesAndZones() throws IOException {
    Path file =
        file(
            """
            cameras:
              - name: gate
                lines:
                  - {name: entrance, from: [0.1, 0.5], to: [0.9, 0.5], classes: [person, car], debounce: 500ms}
              - name: yard
                units: pixels
                zones:
                  - name: lawn
                    points: [[0, 0], [640, 0], [640, 360]]
            """);

    assertThat(ZonesFile.read(file))
        .containsExactly(
            new CameraRules(
                "gate",
                true,
                List.of(
                    new LineRule(
                        "entrance",
                        new Vertex(0.1, 0.5),
                        new Vertex(0.9, 0.5),
                        new RuleScope(Set.of("person", "car"), Duration.ofMillis(500)))),
                List.of()),
            new CameraRules(
                "yard",
                false,
                List.of(),
                List.of(
                    new ZoneRule(
                        "lawn",
                        List.of(new Vertex(0, 0), new Vertex(640, 0), new Vertex(640, 360)),
                        RuleScope.ALL))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "name: z, points: [[0, 0], [1, 1], [1, 0], [0, 1]] | edge 1 from (0.0, 0.0) to (1.0, 1.0)"
            + " meets edge 3 from (1.0, 0.0) to (0.0, 1.0): expected a polygon that does not"
            + " intersect itself",
        "name: z, points: [[0, 0], [1, 0], [0.5, 0]] | edge 1 from (0.0, 0.0) to (1.0, 0.0) meets"
            + " edge 2 from (1.0, 0.0) to (0.5, 0.0): expected a polygon that does not intersect"
            + " itself",
        "name: z, points: [[0, 0], [1, 0], [0, 0], [1, 1]] | vertices 1 and 3 are both (0.0, 0.0):"
            + " expected different points",
        "name: z, points: [[0, 0], [1, 1]] | 2 vertices: expected 3 at least",
        "name: z, points: [[0, 0], [1, 1], [1.5, 0]] | vertex 3 is [1.5,0]: expected [x, y], each"
            + " from 0 to 1",
        "name: z, points: [[0, 0], [1, 1], [1]] | vertex 3 is [1]: expected [x, y], each from 0 to"
            + " 1",
        "name: z, points: 7 | 'points' is no list: expected points such as [[0, 0], [1, 0], [1,"
            + " 1]]",
        "name: z, color: red | 'color' is no key: expected one of name, points, classes, debounce",
        "name: z, points: [[0, 0], [1, 0], [1, 1]], debounce: 5 s | 'debounce' is '5 s': expected a"
            + " duration such as 500ms, 2s or 1m",
        "name: z, points: [[0, 0], [1, 0], [1, 1]], classes: dog | 'classes' is no list: expected"
            + " names of categories, such as [person, car]",
      })
  void namesFileCameraZoneAndVerticesAtFault(String zone, String message) throws IOException {
    Path file = file("cameras: [{name: gate, zones: [{%s}]}]".formatted(zone));

    assertThatThrownBy(() -> ZonesFile.read(file))
        .isInstanceOf(ZonesException.class)
        .hasMessage(file + ", camera gate, zone z: " + message);
  }

  @Test
  void anEmptyListOfCamerasIsNoRules() throws IOException {
    assertThat(ZonesFile.read(file("cameras: []"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | : expected 'cameras:' and below it a list of cameras",
        "7 | : expected keys such as 'cameras:'",
        "{zones: []} | : 'zones' is no key: expected one of cameras, from",
        "{from: today, cameras: [{name: a, lines: [{name: l, from: [0, 1], to: [0, 0]}]}]} | :"
            + " 'from' is 'today': expected a time such as 2026-11-23T10:15:30Z",
        "cameras: [{zones: []}] | , camera number 1: 'name' is missing: expected a text",
        "cameras: [{name: gate}] | , camera gate: expected 'lines:' or 'zones:' and below it a list"
            + " of rules",
        "cameras: [{name: gate, units: feet}] | , camera gate: units is 'feet': expected one of"
            + " relative, pixels",
        "cameras: [{name: gate, lines: [{name: l, to: [0, 1]}]}] | , camera gate, line l: from is"
            + " missing: expected [x, y], each from 0 to 1",
        "cameras: [{name: gate, lines: [{name: l, from: [0, 1], to: [0, 1]}]}] | , camera gate,"
            + " line l: vertices 1 and 2 are both (0.0, 1.0): expected two different points",
        "cameras: [{name: gate, lines: [{name: l, from: [0, 1], to: [0, 0]}, {name: l, from: [0,"
            + " 1], to: [0, 0]}]}] | , camera gate, line l: the camera has two rules of this name:"
            + " expected a name for each",
        "cameras: [{name: a, lines: [{name: l, from: [0, 1], to: [0, 0]}]}, {name: a, lines:"
            + " [{name: l, from: [0, 1], to: [0, 0]}]}] | , camera a: the file has this camera"
            + " twice: expected it once",
      })
  void namesThePlaceAtFault(String yaml, String message) throws IOException {
    Path file = file(yaml);

    assertThatThrownBy(() -> ZonesFile.read(file))
        .isInstanceOf(ZonesException.class)
        .hasMessage(file + message);
  }

  @Test
  void rejectsNamesAndNumbersOfRulesThatDoNotFitIntoTheState() throws IOException {
    String longest = "n".repeat(Labels.MOST_BYTES);
    assertThat(ZonesFile.read(file(cameraWith(longest, 1)))).hasSize(1);

    Path file = file(cameraWith(longest + "n", 1));
    assertThatThrownBy(() -> ZonesFile.read(file))
        .hasMessage(
            "%s, camera gate, zone %sn1: name '%sn1' has 34 bytes: expected 32 at most"
                .formatted(file, longest, longest));

    ZonesFile.read(file(cameraWith("z", CameraRules.MOST_RULES)));
    file(cameraWith("z", CameraRules.MOST_RULES + 1));
    assertThatThrownBy(() -> ZonesFile.read(file))
        .hasMessage(file + ", camera gate: the camera has 25 lines and zones: expected 24 at most");

    file(
        "cameras: [{name: gate, zones: [{name: z, points: [[0, 0], [1, 0], [1, 1]], classes: [%s]}]}]"
            .formatted("c".repeat(33)));
    assertThatThrownBy(() -> ZonesFile.read(file))
        .hasMessage(
            "%s, camera gate, zone z: class '%s' has 33 bytes: expected 32 at most"
                .formatted(file, "c".repeat(33)));
  }

  private static String cameraWith(String name, int zones) {
    StringBuilder yaml = new StringBuilder("cameras:\n  - name: gate\n    zones:\n");
    for (int i = 1; i <= zones; i++) {
      String own = zones == 1 && name.length() == Labels.MOST_BYTES ? name : name + i;
      yaml.append("      - {name: %s, points: [[0, 0], [1, 0], [1, 1]]}%n".formatted(own));
    }
    return yaml.toString();
  }

  @Test
  void namesTheLineThatIsNotYaml() throws IOException {
    Path file = file("cameras:\n  - [\n");

    assertThatThrownBy(() -> ZonesFile.read(file))
        .isInstanceOf(ZonesException.class)
        .hasMessageMatching(
            ".*zones\\.yaml, line [23], column [0-9]+: expected YAML, with each key once and one"
                + " document");
  }

  @Test
  void readsTheTimeFromWhichTheRulesApply() {
    String camera = "cameras: [{name: a, lines: [{name: l, from: [0, 1], to: [0, 0]}]}]";

    assertThat(ZonesFile.parse("z", "from: 2026-11-23T10:15:30Z\n" + camera).from())
        .contains(Instant.parse("2026-11-23T10:15:30Z"));
    assertThat(ZonesFile.parse("z", camera).from()).isEmpty();
  }

  @Test
  void rejectsAFileThatIsTooLongForARecord() throws IOException {
    Path file = file("#".repeat(ZonesFile.MOST_BYTES + 1));

    assertThatThrownBy(() -> ZonesFile.read(file))
        .hasMessage(file + " has 262145 bytes: expected 262144 at most");
  }

  @Test
  void rejectsAMissingFile() {
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> ZonesFile.read(missing))
        .hasMessage(missing + ": there is no such file");
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("zones.yaml"), yaml);
  }
}
