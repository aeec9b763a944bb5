package dev.skipstream.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionRuleTest {
  private static final List<String> KNOWN = List.of("AP", "AP50", "p99");
  private static final Map<String, Double> CHAMPION = Map.of("AP", 0.5, "AP50", 0.8, "p99", 100.0);

  @Test
  void aPlainNumberBoundsTheDifferenceAndOneWithAnXTheRatio() {
    PromotionRule rule = PromotionRule.parse("AP>=-0.002, p99<=1.1x", KNOWN);

    assertThat(rule.broken(CHAMPION, Map.of("AP", 0.499, "AP50", 0.1, "p99", 109.0))).isEmpty();
    assertThat(rule.broken(CHAMPION, Map.of("AP", 0.497, "AP50", 0.9, "p99", 111.0)))
        .containsExactly("AP>=-0.002", "p99<=1.1x");
  }

  @Test
  void whatIsJustAtTheBoundHolds() {
    assertThat(PromotionRule.parse("AP50>=0", KNOWN).broken(CHAMPION, CHAMPION)).isEmpty();
    assertThat(PromotionRule.parse("p99<=1x", KNOWN).broken(CHAMPION, CHAMPION)).isEmpty();
  }

  @Test
  void aFigureThatThereIsNotBreaksIt() {
    assertThat(
            PromotionRule.parse("AP>=-1", KNOWN)
                .broken(CHAMPION, Map.of("AP", Double.NaN, "p99", 1.0)))
        .containsExactly("AP>=-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AP", "AP>0", "AP>=", "mAP>=0", "AP>=x", "AP>=0,", "AP >= 0"})
  void refusesWhatIsNoRule(String text) {
    assertThatThrownBy(() -> PromotionRule.parse(text, KNOWN))
        .isInstanceOf(InvalidConditionException.class)
        .hasMessageContaining("expected METRIC>=DIFFERENCE or METRIC<=FACTORx")
        .hasMessageContaining("AP AP50 p99");
  }
}
