package dev.skipstream.comparison;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.Optional;

/**
 * Moves an alias from the first model of a comparison to the second, if a rule holds.
 *
 * @param rule conditions that must hold
 * @param alias alias of the first model, such as {@code champion}
 */
public record Promotion(PromotionRule rule, String alias) {

  /**
   * The result of a promotion.
   *
   * @param broken conditions that do not hold, as they were written; without one the alias was
   *     moved
   */
  public record Result(List<String> broken) {
    public Result {
      broken = List.copyOf(broken);
    }

    /** Returns if the alias points at the second model now. */
    public boolean promoted() {
      return broken.isEmpty();
    }
  }

  /**
   * Checks the rule, and moves the alias if it holds.
   *
   * @throws PromotionRefusedException when the alias does not point at the first model, or the
   *     second is a version of another model
   * @throws dev.skipstream.registry.UnknownModelException when the registry does not have the model
   * @throws dev.skipstream.registry.AliasMovedException when another client moves the alias
   *     meanwhile
   */
  public Result apply(ModelRegistry registry, Comparison comparison) {
    ModelIdentity from = comparison.firstModel();
    ModelIdentity to = comparison.secondModel();
    RegisteredModel model = registry.model(from.name());
    if (!to.name().equals(from.name())
        || !Integer.valueOf(from.version()).equals(model.aliases().get(alias))) {
      throw new PromotionRefusedException(
          "--promote-if moves models:/%s@%s from %s to %s, and it points at %s: expected the first model to be what it points at"
              .formatted(
                  from.name(),
                  alias,
                  Comparison.uri(from),
                  Comparison.uri(to),
                  Optional.ofNullable(model.aliases().get(alias))
                      .map(version -> ModelRef.of(from.name(), version).toString())
                      .orElse("nothing")));
    }
    List<String> broken = rule.broken(comparison.firstFigures(), comparison.secondFigures());
    if (broken.isEmpty()) {
      registry.setAlias(to.name(), alias, to.version(), model.moveCount(alias));
    }
    return new Result(broken);
  }
}
