package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RuleCheckTest {
  private static final ModelIdentity MODEL = new ModelIdentity("street", 1, "sha256:00");
  private static final ModelClasses KNOWN = model -> Optional.of(Set.of("car", "bus"));

  @Test
  void acceptsCamerasAndClassesThatThereAre() {
    assertThatCode(() -> check(KNOWN).require("z", rules("gate", "car")))
        .doesNotThrowAnyException();
    // Of an earlier model: its detections show it.
    assertThatCode(() -> check(KNOWN).require("z", rules("yard", "dog")))
        .doesNotThrowAnyException();
  }

  @Test
  void namesACameraThatDoesNotExist() {
    assertThatThrownBy(() -> check(KNOWN).require("zones.yaml", rules("gaet", "car")))
        .isInstanceOf(ZonesException.class)
        .hasMessage("zones.yaml, camera gaet: there is no such camera: expected one of gate, yard");
  }

  @Test
  void namesAClassThatNoModelHas() {
    assertThatThrownBy(() -> check(KNOWN).require("zones.yaml", rules("gate", "pony")))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            "zones.yaml, camera gate, line l: no model has the class 'pony': expected some of bus,"
                + " car, dog");
  }

  @Test
  void checksNothingThatIsNotKnown() {
    assertThatCode(() -> check(ModelClasses.NONE).require("z", rules("gate", "pony")))
        .doesNotThrowAnyException();
    SeenDetections nothing = new SeenDetections(Set.of(), Set.of(), Set.of());
    assertThatCode(() -> new RuleCheck(nothing, KNOWN).require("z", rules("gaet", "pony")))
        .doesNotThrowAnyException();
  }

  private static RuleCheck check(ModelClasses classes) {
    return new RuleCheck(
        new SeenDetections(new TreeSet<>(Set.of("yard", "gate")), Set.of(MODEL), Set.of("dog")),
        classes);
  }

  private static List<CameraRules> rules(String camera, String label) {
    return ZonesFile.parse(
            "z",
            "cameras: [{name: %s, lines: [{name: l, from: [0, 1], to: [0, 0], classes: [%s]}]}]"
                .formatted(camera, label))
        .cameras();
  }
}
