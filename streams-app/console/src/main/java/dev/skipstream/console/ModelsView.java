package dev.skipstream.console;

import dev.skipstream.registry.AliasMove;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.schemas.event.ModelStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The registry's models and the versions that serve.
 *
 * @param failure the reason for which the registry could not be read
 */
record ModelsView(List<Model> models, List<Serving> serving, Optional<String> failure) {

  /** A model; newest versions and moves first. */
  record Model(
      String name,
      List<Version> versions,
      List<Alias> aliases,
      Shadow shadow,
      List<Move> history) {}

  /**
   * The alias whose version runs in shadow, which may not exist.
   *
   * @param moves as of an {@link Alias}
   */
  record Shadow(OptionalInt version, int moves) {}

  /**
   * A version.
   *
   * @param registered milliseconds since 1970
   * @param tags with its evaluations
   */
  record Version(
      int version,
      String digest,
      String architecture,
      String precision,
      int labels,
      String licence,
      long registered,
      String by,
      boolean archived,
      List<String> aliases,
      Map<String, String> tags) {}

  /**
   * An alias.
   *
   * @param moves the number of its moves, which a change must repeat
   * @param previous the version that a rollback restores
   */
  record Alias(String name, int version, int moves, OptionalInt previous) {}

  /** A move of an alias; {@code at} in milliseconds since 1970. */
  record Move(String alias, OptionalInt from, OptionalInt to, long at, String by) {}

  /** The newest report of an instance; {@code at} in milliseconds since 1970. */
  record Serving(
      String instance,
      String reference,
      String model,
      int version,
      String outcome,
      long at,
      Optional<Long> tookMillis,
      Optional<String> reason) {}

  static ModelsView of(List<RegisteredModel> models, List<ModelStatus> statuses) {
    return new ModelsView(
        models.stream().map(ModelsView::model).toList(), serving(statuses), Optional.empty());
  }

  static ModelsView failed(String reason, List<ModelStatus> statuses) {
    return new ModelsView(List.of(), serving(statuses), Optional.of(reason));
  }

  private static Model model(RegisteredModel model) {
    List<Version> versions = new ArrayList<>();
    model.versions().forEach(one -> versions.add(version(model, one)));
    Collections.reverse(versions);
    List<Move> moves = new ArrayList<>();
    model.moves().forEach(one -> moves.add(move(one)));
    Collections.reverse(moves);
    List<Alias> aliases = new ArrayList<>();
    model
        .aliases()
        .forEach(
            (name, version) ->
                aliases.add(
                    new Alias(name, version, model.moveCount(name), previous(model, name))));
    return new Model(model.name(), versions, aliases, shadow(model), moves);
  }

  private static Shadow shadow(RegisteredModel model) {
    Integer version = model.aliases().get(ModelDesk.SHADOW);
    return new Shadow(
        version == null ? OptionalInt.empty() : OptionalInt.of(version),
        model.moveCount(ModelDesk.SHADOW));
  }

  /** Returns the version that the alias had before its last move. */
  private static OptionalInt previous(RegisteredModel model, String alias) {
    List<AliasMove> moves =
        model.moves().stream().filter(one -> one.alias().equals(alias)).toList();
    return moves.isEmpty() ? OptionalInt.empty() : moves.get(moves.size() - 1).from();
  }

  private static Version version(RegisteredModel model, ModelVersion one) {
    return new Version(
        one.version(),
        one.manifest().digest(),
        one.manifest().architecture(),
        one.manifest().precision().toString(),
        one.manifest().labels().size(),
        one.manifest().licence(),
        one.registered().toEpochMilli(),
        one.registeredBy(),
        model.archived().contains(one.version()),
        model.aliasesOf(one.version()),
        model.tagsOf(one.version()));
  }

  private static Move move(AliasMove one) {
    return new Move(one.alias(), one.from(), one.to(), one.at().toEpochMilli(), one.by());
  }

  private static List<Serving> serving(List<ModelStatus> statuses) {
    return statuses.stream()
        .map(
            one ->
                new Serving(
                    one.instance(),
                    one.reference(),
                    one.model().name(),
                    one.model().version(),
                    one.outcome().toString(),
                    one.at().toEpochMilli(),
                    one.tookMillis(),
                    one.reason()))
        .toList();
  }
}
