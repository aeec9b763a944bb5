package dev.skipstream.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.zones.LineRule.Direction;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  /** Upwards in the picture, so that its left side has the smaller x. */
  private static final LineRule UP =
      new LineRule("entrance", new Vertex(50, 100), new Vertex(50, 0), RuleScope.ALL);

  private static final ZoneRule CORNER =
      new ZoneRule(
          "corner",
          List.of(
              new Vertex(0, 0),
              new Vertex(10, 0),
              new Vertex(10, 10),
              new Vertex(20, 10),
              new Vertex(20, 20),
              new Vertex(0, 20)),
          RuleScope.ALL);

  @Test
  void aLineHasTheSidesThatAViewerSees() {
    assertThat(UP.crossing(new Vertex(40, 50), new Vertex(60, 50)))
        .contains(Direction.LEFT_TO_RIGHT);
    assertThat(UP.crossing(new Vertex(60, 50), new Vertex(40, 20)))
        .contains(Direction.RIGHT_TO_LEFT);
  }

  @Test
  void aStepBesideTheLineDoesNotCrossIt() {
    assertThat(UP.crossing(new Vertex(40, 120), new Vertex(60, 120))).isEmpty();
    assertThat(UP.crossing(new Vertex(30, 50), new Vertex(45, 50))).isEmpty();
  }

  @Test
  void aStepThatEndsOnTheLineHasNotCrossedIt() {
    assertThat(UP.crossing(new Vertex(40, 50), new Vertex(50, 50))).isEmpty();
    assertThat(UP.crossing(new Vertex(50, 50), new Vertex(60, 50))).isEmpty();
    assertThat(UP.crossing(new Vertex(40, 50), new Vertex(60, 50))).isPresent();
  }

  @Test
  void aZoneOfAnyShapeContainsItsInsideAndItsEdge() {
    assertThat(CORNER.contains(new Vertex(5, 5))).isTrue();
    assertThat(CORNER.contains(new Vertex(15, 15))).isTrue();
    assertThat(CORNER.contains(new Vertex(10, 5))).isTrue();
    assertThat(CORNER.contains(new Vertex(15, 5))).isFalse();
    assertThat(CORNER.contains(new Vertex(-1, 5))).isFalse();
  }

  @Test
  void relativeRulesScaleToThePicture() {
    CameraRules rules =
        new CameraRules(
            "gate",
            true,
            List.of(new LineRule("l", new Vertex(0, 0.5), new Vertex(1, 0.5), RuleScope.ALL)),
            List.of(
                new ZoneRule(
                    "z",
                    List.of(new Vertex(0, 0), new Vertex(0.5, 0), new Vertex(0, 1)),
                    RuleScope.ALL)));

    CameraRules pixels = rules.inPixels(640, 360);

    assertThat(pixels.lines().get(0).from()).isEqualTo(new Vertex(0, 180));
    assertThat(pixels.lines().get(0).to()).isEqualTo(new Vertex(640, 180));
    assertThat(pixels.zones().get(0).vertices())
        .containsExactly(new Vertex(0, 0), new Vertex(320, 0), new Vertex(0, 360));
    assertThat(pixels.inPixels(1280, 720)).isSameAs(pixels);
  }

  @Test
  void aFrameHasTheRulesOfItsOwnTime() {
    CameraRules gate = new CameraRules("gate", true, List.of(UP), List.of());
    RuleVersions versions =
        new RuleVersions(List.of())
            .with(START, List.of(gate))
            .with(START.plusSeconds(60), List.of());

    assertThat(versions.at(START.minusNanos(1))).isEmpty();
    assertThat(versions.at(START).map(RuleVersion::number)).contains(1);
    assertThat(versions.at(START.plusSeconds(59)).flatMap(version -> version.of("gate")))
        .contains(gate);
    assertThat(versions.at(START.plusSeconds(60)).map(RuleVersion::number)).contains(2);
    assertThat(versions.at(START.plusSeconds(60)).flatMap(version -> version.of("gate"))).isEmpty();
  }

  @Test
  void aVersionAppliesFromALaterTimeThanTheOneBefore() {
    RuleVersions versions = new RuleVersions(List.of()).with(START, List.of());

    assertThatThrownBy(() -> versions.with(START, List.of()))
        .isInstanceOf(ZonesException.class)
        .hasMessage(
            "version 1 of the rules applies from 2026-11-23T10:00:00Z, and version 2 from"
                + " 2026-11-23T10:00:00Z: expected the next number and a later time");
  }

  @Test
  void anEntryOfTheLogIsAVersionIfItChangesTheRulesFromALaterTime() {
    List<CameraRules> one = List.of(new CameraRules("gate", true, List.of(UP), List.of()));
    List<CameraRules> other = List.of(new CameraRules("yard", true, List.of(UP), List.of()));
    RuleVersions versions = new RuleVersions(List.of()).folding(START, one);

    assertThat(versions.folding(START.plusSeconds(1), one)).isEqualTo(versions);
    assertThat(versions.folding(START, other)).isEqualTo(versions);

    RuleVersions two = versions.folding(START.plusSeconds(1), other);
    assertThat(two.newest()).contains(new RuleVersion(2, START.plusSeconds(1), other));
    assertThat(two.folding(START.plusSeconds(2), one).newest().map(RuleVersion::number))
        .contains(3);
  }
}
